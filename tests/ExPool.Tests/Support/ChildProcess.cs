using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace ExPool.Tests.Support;

/// <summary>Runs this test program again in one of its child roles, and says how it ended.</summary>
internal static class ChildProcess
{
    public const string Switch = "--child";

    // A child that hangs must not hang the tests.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, Func<int>> s_roles = new()
    {
        ["fail-fast"] = ChildRoles.FailFast,
        ["fail-fast-on-damage"] = ChildRoles.FailFastOnDamage,
        ["locked-bytes"] = ChildRoles.ReportLockedBytes,
        ["configure"] = ChildRoles.Configure,
        ["conditions"] = ChildRoles.TellConditions,
    };

    /// <summary>In the child: plays the role; the exit code is 64 when there is none of that name.</summary>
    public static int Play(string name) => s_roles.TryGetValue(name, out Func<int>? role) ? role() : 64;

    /// <summary>In the test: starts the child and waits for its end.</summary>
    /// <param name="role">Which role it plays.</param>
    /// <param name="prefix">A program that starts it, with that program's arguments.</param>
    public static (int ExitCode, string Output, string Error) Run(string role, params string[] prefix)
    {
        string[] command =
        [
            .. prefix,
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            "exec",
            Path.Combine(AppContext.BaseDirectory, "ExPool.Tests.dll"),
            Switch,
            role,
        ];
        ProcessStartInfo start = new(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The runtime writes no dump of a child that ends itself on purpose.
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using Process process = Process.Start(
            start) ?? throw new InvalidOperationException("No process was started.");
        System.Threading.Tasks.Task<string> output = process.StandardOutput.ReadToEndAsync();
        System.Threading.Tasks.Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The child '{role}' did not end.");
        }

        return (process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }
}
