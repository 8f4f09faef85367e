using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using ExPool.Cli.Tests.Target;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>The look-aside lists of a process that allocates and frees blocks of one size, over and over.</summary>
[Collection(ProcessCollection.Name)]
public sealed class LookasideVerbTests
{
    private const ulong Charge = (TargetProcess.BusyByteCount + 8 + 15) / 16 * 16;

    [Fact]
    public void Lookaside_shows_that_the_lists_served_a_busy_size()
    {
        using TargetChild target = new(TargetMode.Lookaside);
        ToolResult result = ToolProcess.Run("lookaside", target.Moniker, "--json");
        Assert.Equal(0, result.ExitCode);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        List<JsonElement> rows = [.. document.RootElement.GetProperty("lookasides").EnumerateArray()];

        JsonElement row = Assert.Single(rows, row => row.GetProperty("size").GetUInt64() == Charge);
        Assert.Equal("paged", row.GetProperty("type").GetString());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("tag").ValueKind);
        Assert.True(row.GetProperty("depth").GetUInt64() + row.GetProperty("sharedDepth").GetUInt64() > 0);
        Assert.InRange(row.GetProperty("allocateHitRate").GetDouble(), 0.9, 1);
        Assert.InRange(row.GetProperty("freeHitRate").GetDouble(), 0.9, 1);
        JsonElement sum = document.RootElement.GetProperty("totals")[1];
        Assert.True(sum.GetProperty("totalAllocates").GetUInt64() >= TargetProcess.BusyCount * 9 / 10);
        Assert.Equal(
            sum.GetProperty("heldBytes").GetUInt64(),
            rows.Where(row => row.GetProperty("type").GetString() == "paged")
                .Aggregate(0UL, (bytes, row) => bytes + row.GetProperty("heldBytes").GetUInt64()));
    }

    [Fact]
    public void Lookaside_draws_a_row_a_size_and_a_sum_a_pool()
    {
        using TargetChild target = new(TargetMode.Lookaside);
        ToolResult result = ToolProcess.Run("lookaside", target.Moniker, "--pool", "paged");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.StartsWith(" Tag  Type ", result.Lines[0]);
        Assert.Contains(result.Lines, line => line.StartsWith($" -    Paged{Charge,8}"));
        Assert.StartsWith(" Sum  Paged", result.Lines[^1]);
        Assert.DoesNotContain(result.Lines, line => line.Contains("Nonp"));
    }

    [Fact]
    public void Kept_blocks_are_no_damage_and_belong_to_nobody()
    {
        using TargetChild target = new(TargetMode.Lookaside);
        ToolResult damage = ToolProcess.Run("poolval", target.Moniker);
        Assert.Equal("", damage.Error);
        Assert.Equal(0, damage.ExitCode);
        ToolResult blocks = ToolProcess.Run("poolfind", target.Moniker, "Busy", "--json");
        using JsonDocument document = JsonDocument.Parse(blocks.Output);
        Assert.All(
            document.RootElement.GetProperty("blocks").EnumerateArray(),
            block => Assert.Equal("lookaside", block.GetProperty("state").GetString()));
    }
}
