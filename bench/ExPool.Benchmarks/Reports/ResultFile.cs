using System;
using System.IO;
using ExPool.Benchmarks.CommandLine;

namespace ExPool.Benchmarks.Reports;

/// <summary>A file that is written whole or not at all.</summary>
/// <remarks>The bytes go into a neighbour, which then takes the name: no reader sees half of it.</remarks>
/// <param name="option">The option that named it, for messages.</param>
/// <param name="path">Where.</param>
internal sealed class ResultFile(string option, string path)
{
    // A device, as /dev/null, is written to and never replaced.
    private readonly bool _isDevice = path.StartsWith("/dev/", StringComparison.Ordinal);
    private readonly string _neighbour = $"{path}.{Environment.ProcessId}.tmp";

    /// <summary>The file that an option names, checked; <see langword="null"/> when it was not given.</summary>
    /// <param name="option">The option.</param>
    /// <param name="path">What was typed, or <see langword="null"/>.</param>
    /// <exception cref="BenchException">The file cannot be written.</exception>
    public static ResultFile? Of(string option, string? path)
    {
        if (path is null)
        {
            return null;
        }

        ResultFile file = new(option, path);
        file.Check();
        return file;
    }

    /// <summary>Refuses a file that cannot be written, before minutes are spent on what goes into it.</summary>
    /// <exception cref="BenchException">It cannot be written.</exception>
    public void Check() => Guard(() =>
    {
        if (Directory.Exists(path))
        {
            throw new IOException("it is a folder");
        }

        if (!_isDevice)
        {
            File.WriteAllBytes(_neighbour, []);
            File.Delete(_neighbour);
        }
    });

    /// <summary>Writes the file.</summary>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="BenchException">It cannot be written.</exception>
    public void Write(Action<Stream> write) => Guard(() =>
    {
        using (FileStream stream = _isDevice ? File.OpenWrite(path) : File.Create(_neighbour))
        {
            write(stream);
        }

        if (!_isDevice)
        {
            File.Move(_neighbour, path, overwrite: true);
        }
    });

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BenchException($"{option} '{path}' cannot be written: {exception.Message}");
        }
    }
}
