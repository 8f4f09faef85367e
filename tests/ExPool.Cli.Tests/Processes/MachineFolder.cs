using System;
using System.IO;
using System.Linq;
using ExPool.Cli.Tests.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>A folder with a saved machine in it, leak.machine: Windows 7 with a leaker that has used paged pool up; and
/// those others that examples name.</summary>
internal sealed class MachineFolder : IDisposable
{
    private static readonly (string Name, string Drivers)[] s_others =
        [("terminal.machine", "Terminal:sessions=2"), ("load.machine", "RegistryLoad:base=yes")];

    public MachineFolder(params string[] examples)
    {
        Path = Directory.CreateTempSubdirectory("expool-machines-").FullName;
        Boot($"--ram 64MB --drivers Leaker:rate=50MB/s,pool=paged --for 3s --name leak --save {File}", exitCode: 1);
        foreach ((string name, string drivers) in s_others)
        {
            if (examples.Any(example => example.Contains(name, StringComparison.Ordinal)))
            {
                string file = System.IO.Path.Combine(Path, name);
                Boot($"--ram 512MB --drivers {drivers} --for 2s --save {file}", exitCode: 0);
            }
        }
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The machine's file.</summary>
    public string File => System.IO.Path.Combine(Path, "leak.machine");

    /// <summary>The machine's moniker.</summary>
    public string Moniker => $"model:{File}";

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static void Boot(string options, int exitCode)
    {
        (int found, string _, string error) = ArgumentTests.Run($"boot --quiet {options}");
        Assert.True(found == exitCode, error);
    }
}
