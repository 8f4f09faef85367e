using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json;
using ExPool.Benchmarks.CommandLine;
using ExPool.Benchmarks.Rows;
using Xunit;

namespace ExPool.Benchmarks.Tests.CommandLine;

/// <summary>The plain command, in a process of its own: it may start itself once more for a peer's sake.</summary>
public sealed class CompareProcessTests
{
    [Fact]
    public void A_brief_comparison_writes_every_contestant_or_says_that_it_is_missing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the peers' libraries are those of Linux");
        string path = Path.Combine(Path.GetTempPath(), $"bench-{Environment.ProcessId}-compare.json");
        try
        {
            Assert.Equal(0, Run("compare", "--quick", "--rounds", "1", "--rows", "pair.64", "--json", path));
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            JsonElement row = document.RootElement.GetProperty("rows")[0];
            string[] present = [.. row.GetProperty("peers").EnumerateObject().Select(peer => peer.Name)];
            string[] missing = [.. document.RootElement.GetProperty("missing").EnumerateArray()
                .Select(peer => peer.GetProperty("name").GetString()!)];

            Assert.True(row.GetProperty("ours").GetDouble() > 0);
            Assert.Contains(PeerBook.NativeMemoryName, present);
            Assert.All(PeerBook.Libraries, library =>
                Assert.True(present.Contains(library.Peer) != missing.Contains(library.Peer), library.Peer));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static int Run(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [typeof(BenchTool).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.BeginErrorReadLine(); // Nobody reads either, and neither fills up.
        process.BeginOutputReadLine();
        if (!process.WaitForExit(TimeSpan.FromMinutes(2)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail("the comparison did not end within two minutes");
        }

        return process.ExitCode;
    }
}
