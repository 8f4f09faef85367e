using System;
using System.Collections.Generic;
using System.Globalization;
using ExPool.Cli.Screens;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Cli.Tests.Screens;

public sealed class MonViewTests
{
    private const int Width = 92;

    private const int Height = 14;

    [Fact]
    public void The_first_screen_shows_both_pools_by_tag()
    {
        MonView view = View(out _);
        Expectation.Equal("mon-first.txt", Texts(view.Screen(Snapshot(0), Width, Height)));
    }

    [Fact]
    public void Changes_and_totals_show_after_a_refresh()
    {
        MonView view = View(out PoolTable table);
        table.Update(Snapshot(1));
        Assert.True(view.Apply(KeyAction.Totals));
        Assert.True(view.Apply(KeyAction.SortByBytes));
        List<ScreenLine> lines = view.Screen(Snapshot(1), Width, Height);
        Expectation.Equal("mon-totals.txt", Texts(lines));
        Assert.Equal(LineStyle.Changed, lines[5].Style);
        Assert.Equal(LineStyle.Plain, lines[6].Style);
        Assert.Equal(LineStyle.Status, lines[^1].Style);
    }

    [Fact]
    public void Key_p_goes_from_both_pools_to_nonpaged_to_paged_and_back()
    {
        MonView view = View(out PoolTable table);
        List<PoolKind?> seen = [];
        for (int press = 0; press < 4; press++)
        {
            seen.Add(table.Filter);
            view.Apply(KeyAction.NextPool);
        }

        Assert.Equal([null, PoolKind.NonPaged, PoolKind.Paged, null], seen);
    }

    [Fact]
    public void Scrolling_stops_at_both_ends()
    {
        MonView view = View(out _);
        view.Apply(KeyAction.LineUp);
        Assert.Contains(" Aaaa ", view.Screen(Snapshot(0), Width, 8)[5].Text, StringComparison.Ordinal);
        view.Apply(KeyAction.LineDown);
        Assert.Contains(" CaDt ", view.Screen(Snapshot(0), Width, 8)[5].Text, StringComparison.Ordinal);
        view.Apply(KeyAction.Last);
        Assert.Contains(" Sess ", view.Screen(Snapshot(0), Width, 8)[6].Text, StringComparison.Ordinal);
        view.Apply(KeyAction.PageDown);
        Assert.Contains(" Sess ", view.Screen(Snapshot(0), Width, 8)[6].Text, StringComparison.Ordinal);
        view.Apply(KeyAction.PageUp);
        view.Apply(KeyAction.First);
        Assert.Contains(" Aaaa ", view.Screen(Snapshot(0), Width, 8)[5].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 5)]
    [InlineData(1, 1)]
    [InlineData(80, 3)]
    [InlineData(200, 60)]
    public void A_screen_is_never_larger_than_the_terminal(int width, int height)
    {
        MonView view = View(out _);
        view.ShowsTotals = true;
        foreach (KeyAction action in (KeyAction[])[KeyAction.None, KeyAction.Help])
        {
            view.Apply(action);
            List<ScreenLine> lines = view.Screen(Snapshot(0), width, height);
            Assert.Equal(height, lines.Count);
            Assert.All(lines, line => Assert.True(line.Text.Length <= width));
        }
    }

    [Fact]
    public void Help_is_left_by_any_key_and_q_leaves_all()
    {
        MonView view = View(out _);
        Assert.True(view.Apply(KeyAction.Help));
        Expectation.Equal("mon-help.txt", Texts(view.Screen(Snapshot(0), 104, 24)));
        Assert.True(view.Apply(KeyAction.Back));
        Assert.Contains(" Aaaa ", view.Screen(Snapshot(0), Width, Height)[5].Text, StringComparison.Ordinal);
        view.Apply(KeyAction.Help);
        Assert.False(view.Apply(KeyAction.Quit));
        Assert.False(view.Apply(KeyAction.Back));
    }

    [Fact]
    public void Top_limits_the_rows_and_not_the_totals()
    {
        PoolTable table = new() { Sort = PoolSort.Bytes };
        table.Update(Snapshot(0));
        MonView view = new(table, " Pool information of 1234 server") { Top = 1, ShowsTotals = true };
        List<string> lines = Texts(view.Table(Snapshot(0)));
        Assert.Equal(9, lines.Count);
        Assert.StartsWith(" CaDt", lines[5], StringComparison.Ordinal);
        Assert.Contains("Paged        70 (   0)         7 (   0)       63", lines[8], StringComparison.Ordinal);
    }

    private static MonView View(out PoolTable table)
    {
        table = new PoolTable();
        table.Update(Snapshot(0));
        return new MonView(table, " Pool information of 1234 server, pools 'default'") { Status = " h help  q quit" };
    }

    private static List<string> Texts(List<ScreenLine> lines) => lines.ConvertAll(line => line.Text.TrimEnd());

    private static PoolSnapshot Snapshot(uint time) => new()
    {
        Origin = new(SnapshotOriginKind.Process, "1234 server", "default", 1234),
        CapturedAt = DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture).AddSeconds(time),
        NonPaged = new()
        {
            Kind = PoolKind.NonPaged,
            BytesInUse = 8192,
            CommittedBytes = 2 << 20,
            MaximumBytes = 1UL << 30,
        },
        Paged = new()
        {
            Kind = PoolKind.Paged,
            BytesInUse = 65536,
            CommittedBytes = 2 << 20,
            MaximumBytes = 1UL << 30,
        },
        Tags =
        [
            new(new PoolTag("Aaaa"), new(12, 2, 320), default, "Server.Accept (Server.cs:3)"),
            new(new PoolTag("CaDt"), default, new(50 + (10 * time), 4 + time, 50000 + (9000 * time)), null),
            new(new PoolTag("Sess"), default, new(20, 3, 1700), "Sessions.LogOn (Sessions.cs:41)"),
        ],
    };
}
