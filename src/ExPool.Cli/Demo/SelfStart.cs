using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Reflection;

namespace ExPool.Cli.Demo;

/// <summary>How to start this tool once more: by its own executable, or by dotnet with its library.</summary>
internal static class SelfStart
{
    /// <summary>A start of this tool, without a window.</summary>
    /// <param name="arguments">The arguments.</param>
    public static ProcessStartInfo Of(IEnumerable<string> arguments)
    {
        string host = Environment.ProcessPath
            ?? throw new InvalidOperationException("the system does not say which program this process runs");
        ProcessStartInfo start = new(host) { UseShellExecute = false, CreateNoWindow = true };
        if (IsDotnet(host))
        {
            // "dotnet run" and "dotnet ExPool.Cli.dll": the program is dotnet, the tool its first argument.
            start.ArgumentList.Add(Assembly.GetExecutingAssembly().Location);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }

    private static bool IsDotnet(string host) =>
        Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
}
