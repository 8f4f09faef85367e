using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Scenarios.Steps;

namespace ExPool.Cli.Scenarios;

/// <summary>Reads a script: one step a line. All that can be wrong with it is said before a machine boots.</summary>
/// <remarks>docs/reference/scenarios.md has the language.</remarks>
internal static class ScenarioReader
{
    private const int MostLines = 10_000;   // a script is written by hand

    private static readonly Dictionary<string, Func<ScenarioLine, ScenarioStep>> s_verbs = new()
    {
        ["boot"] = BootStep.Read,
        ["load"] = LoadStep.Read,
        ["unload"] = UnloadStep.Read,
        ["run"] = RunStep.Read,
        ["expect"] = ExpectStep.Read,
        ["show"] = ShowStep.Read,
        ["see"] = SeeStep.Read,
        ["keep"] = KeepStep.Read,
        ["refuse"] = RefuseStep.Read,
    };

    /// <summary>Reads a script.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="text">What it says.</param>
    /// <exception cref="ToolException">A line says nothing that is known; the message has line and column.</exception>
    public static Scenario Read(string name, string text)
    {
        string[] texts = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (texts.Length > MostLines)
        {
            throw new ToolException($"{name} has {texts.Length} lines; expected at most {MostLines}");
        }

        List<ScenarioLine> lines = [.. texts.Select((line, index) => new ScenarioLine(name, index + 1, line))];
        List<ScenarioStep> steps = [];
        foreach (ScenarioLine line in lines)
        {
            if (line.Words.Count > 0)
            {
                steps.Add(Read(line, steps));
            }
        }

        if (steps.Count == 0)
        {
            throw new ToolException($"{name}:1:1: the script has no step; expected boot");
        }

        string title = lines[0].Text.TrimStart('#').Trim();
        return new Scenario(name, lines[0].Words.Count == 0 ? title : "", lines, steps);
    }

    private static ScenarioStep Read(ScenarioLine line, List<ScenarioStep> before)
    {
        string verb = line.Words[0].Text;
        if (!s_verbs.TryGetValue(verb, out Func<ScenarioLine, ScenarioStep>? read))
        {
            throw line.Expected(0, $"one of {string.Join(", ", s_verbs.Keys)}");
        }

        return verb is "boot" or "refuse" || before.Any(step => step is BootStep)
            ? read(line)
            : throw line.Mistake(0, $"there is no machine to {verb}; expected boot first");
    }
}
