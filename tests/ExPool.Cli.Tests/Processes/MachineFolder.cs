using System;
using System.IO;
using ExPool.Cli.Tests.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>A folder with a saved machine in it, leak.machine: Windows 7 with a leaker that has used paged pool
/// up.</summary>
internal sealed class MachineFolder : IDisposable
{
    public MachineFolder()
    {
        Path = Directory.CreateTempSubdirectory("expool-machines-").FullName;
        (int exitCode, string _, string error) = ArgumentTests.Run(
            $"boot --ram 64MB --drivers Leaker:rate=50MB/s,pool=paged --for 3s --name leak --quiet --save {File}");
        Assert.True(exitCode == 1, error);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The machine's file.</summary>
    public string File => System.IO.Path.Combine(Path, "leak.machine");

    /// <summary>The machine's moniker.</summary>
    public string Moniker => $"model:{File}";

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
