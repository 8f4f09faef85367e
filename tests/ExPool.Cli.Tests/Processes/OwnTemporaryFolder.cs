using System;
using System.Diagnostics;
using System.IO;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>A folder that a process takes for the temporary one, so that what it leaves there is seen.</summary>
internal sealed class OwnTemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("expool-tests-").FullName;

    public ProcessStartInfo Redirect(ProcessStartInfo start)
    {
        start.Environment["TMPDIR"] = _path;
        // The runtime's own pipes and locks are not the tool's to tidy up after a kill.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }

    public void AssertEmpty() => Assert.Empty(Directory.GetFileSystemEntries(_path));

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
