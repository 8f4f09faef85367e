using System;
using System.Collections.Generic;
using System.IO;

namespace ExPool.Cli.Machines;

/// <summary>Where a live machine is spoken to, by processes of the same user.</summary>
/// <remarks>
/// On Linux an abstract socket: unlike a pipe's file it ends with its process however that ends, and the system lists
/// it. Elsewhere a named pipe, which on Windows does the same.
/// </remarks>
internal abstract class LiveEndpoint : IDisposable
{
    /// <summary>How long one side waits for the other.</summary>
    public const int TimeoutMilliseconds = 10_000;

    /// <summary>Begins to listen.</summary>
    /// <param name="name">The machine's name.</param>
    /// <exception cref="CommandLine.ToolException">A machine of that name runs already.</exception>
    public static LiveEndpoint Listen(string name) =>
        OperatingSystem.IsLinux() ? SocketEndpoint.Open(name) : PipeEndpoint.Open(name);

    /// <summary>Speaks to a machine; <see langword="null"/> when none of that name runs.</summary>
    /// <param name="name">The machine's name.</param>
    public static Stream? Connect(string name) =>
        OperatingSystem.IsLinux() ? SocketEndpoint.Connect(name) : PipeEndpoint.Connect(name);

    /// <summary>The names of this user's live machines, in order.</summary>
    public static List<string> List()
    {
        List<string> names = OperatingSystem.IsLinux() ? SocketEndpoint.List() : PipeEndpoint.List();
        names.Sort(StringComparer.Ordinal);
        return names;
    }

    /// <summary>Waits for somebody who asks; <see langword="null"/> once this is disposed.</summary>
    public abstract Stream? Accept();

    /// <inheritdoc/>
    public abstract void Dispose();
}
