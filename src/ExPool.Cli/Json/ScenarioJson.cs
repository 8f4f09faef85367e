using System.Text.Json;
using ExPool.Cli.Scenarios;

namespace ExPool.Cli.Json;

/// <summary>The documents of <c>scenario --json</c>.</summary>
internal static class ScenarioJson
{
    /// <summary>Writes what came of a scenario.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="result">What came of it.</param>
    public static void Write(Utf8JsonWriter json, ScenarioResult result)
    {
        json.WriteStartObject();
        json.WriteString("scenario", result.Scenario.Name);
        json.WriteString("title", result.Scenario.Title);
        json.WriteNumber("expectations", result.JudgedCount);
        json.WriteNumber("failed", result.FailedCount);
        json.WriteString("verdict", result.Verdict);
        json.WriteStartArray("steps");
        foreach (ScenarioAnswer answer in result.Answers)
        {
            if (answer.Line.Words.Count > 0)
            {
                Write(json, answer);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes the scenarios that come with the tool.</summary>
    /// <param name="json">The writer.</param>
    public static void WriteList(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartArray("scenarios");
        foreach (string name in ScenarioCatalog.Names)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("title", ScenarioCatalog.Open(name).Title);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ScenarioAnswer answer)
    {
        json.WriteStartObject();
        json.WriteNumber("line", answer.Line.Number);
        json.WriteString("text", answer.Line.Text);
        json.WriteRounded("seconds", answer.Time.TotalSeconds, 7);
        if (answer.Holds is { } holds)
        {
            json.WriteBoolean("holds", holds);
        }
        else
        {
            json.WriteNull("holds");
        }

        json.WriteStartArray("answers");
        foreach (string text in answer.Texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
