using System;
using ExPool.Model;
using ExPool.Model.Profiles;

namespace ExPool.Cli.Scenarios.Steps;

/// <summary><c>refuse "out of bounds" os=NT4 arch=x86 ram=8TB</c>: expects that there is no such machine, and that
/// the reason has these words.</summary>
internal sealed class RefuseStep : ScenarioStep
{
    private readonly string _words;
    private readonly ComputerOptions _options;

    private RefuseStep(ScenarioLine line, string words, ComputerOptions options)
        : base(line) => (_words, _options) = (words, options);

    /// <summary>Reads it.</summary>
    /// <param name="line">The line.</param>
    public static RefuseStep Read(ScenarioLine line) => line.Words.Count > 2
        ? new RefuseStep(line, line.Words[1].Text, BootStep.ReadMachine(line, 2, line.Words.Count))
        : throw line.Expected(line.Words.Count, "words of the reason, then a machine");

    /// <inheritdoc/>
    public override void Do(ScenarioRun run)
    {
        try
        {
            using Computer machine = Computer.Boot(_options);
            run.Judge(false, "it boots");
        }
        catch (Exception exception) when (exception is ComputerException or ProfileException)
        {
            run.Judge(exception.Message.Contains(_words, StringComparison.Ordinal), exception.Message);
        }
    }
}
