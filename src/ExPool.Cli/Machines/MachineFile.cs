using System;
using System.IO;
using ExPool.Cli.CommandLine;
using ExPool.Inspection;
using ExPool.Model;

namespace ExPool.Cli.Machines;

/// <summary>Machines in files.</summary>
internal static class MachineFile
{
    private const int BufferByteCount = 1 << 20;

    /// <summary>Saves a machine.</summary>
    /// <param name="computer">The machine.</param>
    /// <param name="path">The file; one that is there is replaced, once the new one is complete.</param>
    /// <exception cref="ToolException">It cannot be written.</exception>
    public static void Save(Computer computer, string path) => Write("--save", path, stream => computer.Save(stream));

    /// <summary>Loads a machine.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SourceException">It cannot be read, or holds no machine.</exception>
    public static Computer Load(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferByteCount);
            return Computer.Load(stream);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ComputerException)
        {
            throw new SourceException($"model:{path} cannot be opened: {failure.Message}", SourceException.BadInput);
        }
    }

    /// <summary>Writes a file as a whole: it is there complete, or not at all.</summary>
    /// <param name="option">The option that named it, for the message.</param>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="ToolException">It cannot be written.</exception>
    public static void Write(string option, string path, Action<Stream> write)
    {
        string part = path + ".part";
        try
        {
            using (FileStream stream = new(part, FileMode.Create, FileAccess.Write, FileShare.None, BufferByteCount))
            {
                write(stream);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            TryDelete(part);
            throw new ToolException($"{option} '{path}' cannot be written: {failure.Message}");
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // It was never made.
        }
    }
}
