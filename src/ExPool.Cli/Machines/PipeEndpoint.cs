using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipes;
using System.Threading;
using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Machines;

/// <summary>Speaks over a named pipe that only this user can open.</summary>
internal sealed class PipeEndpoint : LiveEndpoint
{
    private const int MostInstances = 8;

    private readonly string _name;
    private readonly CancellationTokenSource _end = new();
    private NamedPipeServerStream? _next;

    private PipeEndpoint(string name)
    {
        _name = name;
        _next = MakePipe(PipeOptions.FirstPipeInstance);
    }

    private static string Prefix => $"expool-model-{Environment.UserName}-{Environment.MachineName}-";

    // Pipes are listed in this folder on Windows; elsewhere .NET makes each a file of this prefix.
    private static string Folder => OperatingSystem.IsWindows() ? @"\\.\pipe\" : Path.GetTempPath();

    private static string FilePrefix => OperatingSystem.IsWindows() ? Prefix : "CoreFxPipe_" + Prefix;

    /// <summary>Begins to listen.</summary>
    /// <param name="name">The machine's name.</param>
    public static PipeEndpoint Open(string name)
    {
        try
        {
            return new PipeEndpoint(name);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(
                $"--name '{name}' cannot be listened on: {failure.Message}; expected a name of no machine that runs");
        }
    }

    /// <summary>Speaks to a machine.</summary>
    /// <param name="name">The machine's name.</param>
    public static new Stream? Connect(string name)
    {
        NamedPipeClientStream pipe = new(".", Prefix + name, PipeDirection.InOut, PipeOptions.CurrentUserOnly);
        try
        {
            pipe.Connect(TimeoutMilliseconds / 10);
            return pipe;
        }
        catch (Exception failure) when (failure is IOException or TimeoutException or UnauthorizedAccessException)
        {
            pipe.Dispose();
            return null;
        }
    }

    /// <summary>The names of this user's live machines.</summary>
    public static new List<string> List()
    {
        List<string> names = [];
        try
        {
            foreach (string path in Directory.EnumerateFiles(Folder, FilePrefix + "*"))
            {
                names.Add(Path.GetFileName(path)[FilePrefix.Length..]);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be listed shows no machines; they are found by name.
        }

        return names;
    }

    /// <inheritdoc/>
    public override Stream? Accept()
    {
        NamedPipeServerStream? pipe = _next;
        _next = null;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                pipe ??= MakePipe(PipeOptions.None);
                pipe.WaitForConnectionAsync(_end.Token).GetAwaiter().GetResult();
                return pipe;
            }
            catch (IOException)
            {
                // It connected and went away, or all instances are in use for a moment.
                pipe?.Dispose();
                pipe = null;
                _end.Token.WaitHandle.WaitOne(TimeoutMilliseconds / 100);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        pipe?.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public override void Dispose() => _end.Cancel();

    private NamedPipeServerStream MakePipe(PipeOptions more) => new(
        Prefix + _name,
        PipeDirection.InOut,
        MostInstances,
        PipeTransmissionMode.Byte,
        PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly | more);
}
