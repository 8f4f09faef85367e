using System;
using System.Diagnostics;
using System.Text.Json;
using ExPool.Cli.Tests.Target;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>A process that allocates as fast as it can is looked into, and does not stand still for it.</summary>
[Collection(ProcessCollection.Name)]
public sealed class LoadTests
{
    private const int RefreshCount = 5;

    [Fact]
    public void Counters_of_a_process_under_load_are_never_torn()
    {
        using TargetChild target = new(TargetMode.Load);
        using Process mon = Process.Start(ToolProcess.Start(["mon", target.Moniker, "--json", "--interval", "0.1"]))!;
        ulong before = 0;
        for (int refresh = 0; refresh < RefreshCount; refresh++)
        {
            using JsonDocument document = JsonDocument.Parse(mon.StandardOutput.ReadLine()!);
            JsonElement tags = document.RootElement.GetProperty("tags");
            Assert.Equal(TargetProcess.LoadTagCount, tags.GetArrayLength());
            foreach (JsonElement tag in tags.EnumerateArray())
            {
                // One block of each tag always lives, of 48 bytes; more blocks than threads of it cannot.
                ulong outstanding = tag.GetProperty("outstanding").GetUInt64();
                Assert.True(tag.GetProperty("allocations").GetUInt64() >= tag.GetProperty("frees").GetUInt64());
                Assert.True(outstanding >= 1, tag.ToString());
                Assert.True(tag.GetProperty("bytes").GetInt64() >= 48, tag.ToString());
            }

            ulong allocations = document.RootElement.GetProperty("paged").GetProperty("allocations").GetUInt64();
            Assert.True(allocations > before, "the target stood still");
            before = allocations;
        }

        NativeCalls.Interrupt(mon.Id);
        Assert.Equal(0, ToolProcess.Finish(mon).ExitCode);
    }

    [Fact]
    public void A_live_check_of_a_process_under_load_finds_no_damage()
    {
        using TargetChild target = new(TargetMode.Load);
        ToolResult result = ToolProcess.Run("poolval", target.Moniker);
        Assert.Equal("", result.Error);
        Assert.StartsWith("no damage found: ", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public void A_reader_that_goes_away_ends_the_stream()
    {
        Requires.Linux();
        using TargetChild target = new(TargetMode.Pools);
        using Process mon = Process.Start(ToolProcess.Start(["mon", target.Moniker, "--json", "--interval", "0.1"]))!;
        Assert.NotNull(mon.StandardOutput.ReadLine());
        mon.StandardOutput.Close();
        Assert.True(mon.WaitForExit(30_000), "it still writes to nobody");
        Assert.Equal(0, mon.ExitCode);
    }
}
