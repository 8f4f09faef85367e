using System;
using System.IO;
using ExPool.Benchmarks.CommandLine;

namespace ExPool.Benchmarks.Reports;

/// <summary>A file that is written whole or not at all.</summary>
/// <remarks>The bytes go into a neighbour, which then takes the name: who reads the file never sees half of it.</remarks>
/// <param name="option">The option that named it, for messages.</param>
/// <param name="path">Where.</param>
internal sealed class ResultFile(string option, string path)
{
    private readonly string _neighbour = $"{path}.{Environment.ProcessId}.tmp";

    /// <summary>Refuses a file that cannot be written, before minutes are spent on what goes into it.</summary>
    /// <exception cref="BenchException">It cannot be written.</exception>
    public void Check() => Guard(() =>
    {
        if (Directory.Exists(path))
        {
            throw new IOException("it is a folder");
        }

        File.WriteAllBytes(_neighbour, []);
        File.Delete(_neighbour);
    });

    /// <summary>Writes the file.</summary>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="BenchException">It cannot be written.</exception>
    public void Write(Action<Stream> write) => Guard(() =>
    {
        using (FileStream stream = File.Create(_neighbour))
        {
            write(stream);
        }

        File.Move(_neighbour, path, overwrite: true);
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
