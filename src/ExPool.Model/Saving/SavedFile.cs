using System;
using System.IO;

namespace ExPool.Model.Saving;

/// <summary>Machines in files: what is written is complete, or not there.</summary>
internal static class SavedFile
{
    private const int BufferByteCount = 1 << 20;

    /// <summary>Writes into a file beside the one that is wanted; it gets the name when all is on the disk.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            try
            {
                using (FileStream file = new(
                    beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferByteCount))
                {
                    write(file);
                    file.Flush(flushToDisk: true);
                }

                File.Move(beside, path, overwrite: true);
            }
            catch (Exception)
            {
                File.Delete(beside);
                throw;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ComputerException($"'{path}' cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a file to its end.</summary>
    public static Computer Read(string path, Func<Stream, Computer> read)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferByteCount);
            Computer computer = ReadNamed(path, file, read);
            long left = file.Length - file.Position;
            if (left != 0)
            {
                computer.Dispose();
                throw new ComputerException(
                    $"'{path}': the saved machine ends at byte {file.Position} of the file, but {left} more follow; "
                    + "expected none");
            }

            return computer;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ComputerException($"'{path}' cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>What is wrong in the file says which file it is.</summary>
    private static Computer ReadNamed(string path, FileStream file, Func<Stream, Computer> read)
    {
        try
        {
            return read(file);
        }
        catch (ComputerException exception)
        {
            throw new ComputerException($"'{path}': {exception.Message}", exception);
        }
    }
}
