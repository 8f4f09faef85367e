using System;
using System.Collections.Generic;
using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Booting;

/// <summary>Drivers as they are typed: names with parameters, as FileServer,Leaker:rate=50MB/s,pool=paged.</summary>
/// <remarks>
/// After the name stands a colon, then parameters. A comma separates drivers and parameters alike: what follows one is
/// a parameter of the driver before it when it is name=value, else the next driver. So nothing has to be quoted.
/// </remarks>
internal static class DriverList
{
    private const int MostDrivers = 256;

    /// <summary>Takes a list apart.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="texts">What was typed, each a list.</param>
    /// <returns>A text for each driver: name, or name:parameter=value,...</returns>
    /// <exception cref="ToolException">A part is no driver.</exception>
    public static List<string> Parse(string option, string[] texts)
    {
        List<string> drivers = [];
        foreach (string text in texts)
        {
            bool isFirst = true;
            foreach (string part in text.Split(','))
            {
                string word = part.Trim();
                if (!IsParameter(word))
                {
                    drivers.Add(word.Length > 0 ? word : throw Mistake(option, text, "has an empty part"));
                }
                else if (isFirst)
                {
                    throw Mistake(option, text, $"begins with the parameter '{word}'");
                }
                else
                {
                    drivers[^1] += (drivers[^1].Contains(':') ? "," : ":") + word;
                }

                isFirst = false;
            }
        }

        return drivers.Count <= MostDrivers
            ? drivers
            : throw new ToolException($"{option} names {drivers.Count} drivers; expected at most {MostDrivers}");
    }

    // A driver's colon comes before any equals sign of its parameters.
    private static bool IsParameter(string word)
    {
        int mark = word.AsSpan().IndexOfAny(':', '=');
        return mark >= 0 && word[mark] == '=';
    }

    private static ToolException Mistake(string option, string text, string what) => new(
        $"{option} '{text}' {what}; expected drivers with their parameters, as "
        + "FileServer,Leaker:rate=50MB/s,pool=paged");
}
