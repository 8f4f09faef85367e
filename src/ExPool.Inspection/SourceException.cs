using System;

namespace ExPool.Inspection;

/// <summary>A source of snapshots cannot be opened or read; the message is one line for people.</summary>
/// <param name="message">What is wrong and what was expected.</param>
/// <param name="exitCode">
/// What a tool exits with: 2 for a bad name, a process that does not exist, or a region that is damaged or
/// not sealed; 3 when this source cannot serve.
/// </param>
public sealed class SourceException(string message, int exitCode) : Exception(message)
{
    /// <summary>The exit code of bad usage or bad input.</summary>
    public const int BadInput = 2;

    /// <summary>The exit code of a source that cannot serve.</summary>
    public const int NotAvailable = 3;

    /// <summary>What a tool exits with: <see cref="BadInput"/> or <see cref="NotAvailable"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
