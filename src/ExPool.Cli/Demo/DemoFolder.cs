using System;
using System.IO;

namespace ExPool.Cli.Demo;

/// <summary>The folder of one run's files: made by the parent, deleted by the child, and again by the
/// parent.</summary>
internal static class DemoFolder
{
    /// <summary>Makes an empty folder that only this user may enter.</summary>
    public static string Create() => Directory.CreateTempSubdirectory("expool-demo-").FullName;

    /// <summary>Deletes a folder with all in it; nothing when it is gone already.</summary>
    /// <param name="folder">The folder.</param>
    public static void Delete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The other process is deleting it at this moment; what one leaves the other takes.
        }
    }
}
