using System;

namespace ExPool.Cli.CommandLine;

/// <summary>Ends a verb with one line on standard error and an exit code.</summary>
/// <param name="message">What is wrong, where, and what was expected: one line.</param>
/// <param name="exitCode">One of <see cref="ExitCode"/>.</param>
internal sealed class ToolException(string message, int exitCode = ExitCode.BadInput) : Exception(message)
{
    /// <summary>The code to end with.</summary>
    public int ExitCode { get; } = exitCode;
}
