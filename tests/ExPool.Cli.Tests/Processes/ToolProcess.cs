using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>Runs the built tool as a user does, in a process of its own.</summary>
internal static class ToolProcess
{
    private const int LimitMilliseconds = 120_000;

    /// <summary>The tool's library in the tests' output folder.</summary>
    public static string LibraryPath { get; } = Path.Combine(AppContext.BaseDirectory, "ExPool.Cli.dll");

    /// <summary>Runs the tool to its end.</summary>
    public static ToolResult Run(params string[] arguments) => Run(Start(arguments));

    /// <summary>Waits for a started process and takes its output.</summary>
    public static ToolResult Run(ProcessStartInfo start)
    {
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("no process");
        process.StandardInput.Close();
        return Finish(process);
    }

    /// <summary>Waits for the end of a process that runs.</summary>
    public static ToolResult Finish(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(LimitMilliseconds))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{process.StartInfo.FileName} did not end within {LimitMilliseconds / 1000} s");
        }

        return new(process.ExitCode, output.Result, error.Result);
    }

    /// <summary>How to start the tool.</summary>
    public static ProcessStartInfo Start(IEnumerable<string> arguments) =>
        Redirected("dotnet", [LibraryPath, .. arguments]);

    /// <summary>How to start any program with its streams in our hands.</summary>
    public static ProcessStartInfo Redirected(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
