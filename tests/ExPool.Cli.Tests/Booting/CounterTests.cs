using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ExPool.Cli.Counters;
using ExPool.Cli.Csv;
using ExPool.Cli.Machines;
using ExPool.Model;
using ExPool.Model.Drivers;
using ExPool.Model.Reports;
using Xunit;

namespace ExPool.Cli.Tests.Booting;

/// <summary>The counters agree with each other and with their page; their CSV is what Windows' tools write.</summary>
public sealed partial class CounterTests
{
    [Fact]
    public void The_page_about_the_counters_says_what_the_counters_say()
    {
        string page = File.ReadAllText(Path.Combine(Root(), "docs", "reference", "counters.md"));
        string[] rows = [.. page.Split('\n').Where(static line => line.StartsWith("| `", StringComparison.Ordinal))];
        Assert.Equal(
            from counter in MemoryObject.Counters
            let fact = CounterFact.Of(counter)
            select $"| `{counter.Name}` | {fact.Unit} | {counter.TypeName} | {fact.Field ?? "-"} "
                + $"| {counter.Explanation} |",
            rows);
    }

    [Fact]
    public void The_parts_of_a_counter_add_up_to_it()
    {
        using MachineSource machine = Run(new() { Architecture = "x86" }, "Leaker:pool=paged,rate=30MB/s", 4);
        Dictionary<string, double?> values = Values(Look(machine), null);
        Assert.Equal(
            values["System Code Resident Bytes"] + values["System Driver Resident Bytes"]
                + values["System Cache Resident Bytes"] + values["Pool Paged Resident Bytes"],
            values["Cache Bytes"]);
        Assert.True(values["Cache Bytes Peak"] >= values["Cache Bytes"]);
        Assert.Equal(
            values["Available Bytes"],
            values["Free & Zero Page List Bytes"] + values["Standby Cache Reserve Bytes"]
                + values["Standby Cache Normal Priority Bytes"] + values["Standby Cache Core Bytes"]);
        Assert.Equal(100 * values["Committed Bytes"] / values["Commit Limit"], values["% Committed Bytes In Use"]);
        Assert.True(values["Pool Paged Bytes"] > 30 << 20);
        Assert.True(values["Pool Paged Maximum Bytes"] > values["Pool Paged Bytes"]);
        Assert.True(values["System Page Table Entries Total"] > values["Free System Page Table Entries"] / 2);
        Assert.Equal(values["Commit Limit"], values["Commit Limit Maximum"]);
    }

    [Fact]
    public void Pages_of_files_are_no_paged_pool_in_RAM()
    {
        using MachineSource machine = Run(
            new() { OperatingSystem = "Windows XP", Architecture = "x86", PhysicalByteCount = 128 << 20 },
            "FileLoad:files=16,size=1MB,rate=1000/s",
            2);
        Dictionary<string, double?> values = Values(Look(machine), null);
        MemoryUseReport use = machine.Machine.ReadMemoryUse();
        double pool = use.Uses.Single(static each => each.Kind == MemoryUseKind.PagedPool).ValidPages * 4096.0;
        Assert.True(use.Memory.MappedFilePages * 4096.0 > 2 * pool);
        Assert.Equal(pool, values["Pool Paged Resident Bytes"]);
        Assert.Equal(use.Memory.MappedFilePages * 4096.0, values["System Cache Resident Bytes"]);
        Assert.Equal(
            values["Cache Bytes"],
            values["System Code Resident Bytes"] + values["System Driver Resident Bytes"]
                + values["System Cache Resident Bytes"] + values["Pool Paged Resident Bytes"]);
    }

    [Theory]
    [InlineData("Windows NT 4.0", false, true)]
    [InlineData("Windows 2000", true, true)]
    [InlineData("Windows Server 2003", true, false)]
    public void What_a_release_does_not_have_is_absent_and_not_0(string release, bool hasSessions, bool hasQuota)
    {
        using MachineSource machine = Run(
            new() { OperatingSystem = release, Architecture = "x86", PhysicalByteCount = 256 << 20 }, null, 0);
        Dictionary<string, double?> values = Values(Look(machine), null);
        Assert.Equal(hasSessions, values["Session Pool Maximum Bytes"] is > 0);
        Assert.Equal(hasQuota, values["Registry Quota Bytes"] is > 0);
        Assert.DoesNotContain(
            MemoryObject.Counters, counter => !counter.IsOfWindows && values[counter.Name] is 0);
        Assert.Null(values["Write Copies/sec"]);
        Assert.Null(values["Page Faults/sec"]);
    }

    [Theory]
    [InlineData("Windows NT 4.0", false)]
    [InlineData("Windows XP", false)]
    [InlineData("Windows Server 2003", false)]
    [InlineData("Windows Vista", true)]
    [InlineData("Windows 7", true)]
    public void Counters_that_came_with_Vista_are_absent_before(string release, bool isThere)
    {
        using MachineSource machine = Run(
            new() { OperatingSystem = release, Architecture = "x86", PhysicalByteCount = 256 << 20 }, null, 0);
        Dictionary<string, double?> values = Values(Look(machine), null);
        MemoryCounter[] added =
            [.. MemoryObject.Counters.Where(static counter => counter.Explanation.Contains("Vista and later"))];
        Assert.Equal(5, added.Length);
        Assert.All(added, counter => Assert.Equal(isThere, values[counter.Name] is not null));
        Assert.NotNull(values["Available Bytes"]);
    }

    [Fact]
    public void CSV_has_the_form_of_relog()
    {
        using MachineSource machine = Run(new() { Name = "lab" }, "Leaker:pool=paged,rate=30MB/s", 2);
        CounterSample first = Look(machine);
        machine.Machine.Run(TimeSpan.FromSeconds(1.5));
        CounterSample second = Look(machine);
        using StringWriter output = new(CultureInfo.InvariantCulture);
        CounterCsv.Write(output, MemoryObject.Counters, first, null);
        CounterCsv.Write(output, MemoryObject.Counters, second, first);

        string text = output.ToString();
        Assert.EndsWith("\"\r\n", text, StringComparison.Ordinal);
        string[] lines = text[..^2].Split("\r\n");
        Assert.Equal(3, lines.Length);
        Assert.All(lines, static line => Assert.DoesNotContain('\n', line));
        string[][] rows = [.. lines.Select(static line => line[1..^1].Split("\",\""))];
        Assert.All(rows, row => Assert.Equal(MemoryObject.Counters.Count + 1, row.Length));
        Assert.Equal("(PDH-CSV 4.0) (UTC)(0)", rows[0][0]);
        Assert.Equal(@"\\lab\Memory\Page Faults/sec", rows[0][1]);
        Assert.Equal(@"\\lab\ExPool\Commit Limit Maximum", rows[0][^1]);
        Assert.Matches(TimeForm(), rows[1][0]);
        Assert.StartsWith("01/01/1970 00:00:03.5", rows[2][0], StringComparison.Ordinal);
        Assert.All(rows[1..], static row => Assert.All(row[1..], static value => Assert.Matches(ValueForm(), value)));
        for (int index = 0; index < MemoryObject.Counters.Count; index++)
        {
            MemoryCounter counter = MemoryObject.Counters[index];
            bool isBlank = counter.Kind == CounterKind.Rate || counter.Value(first, null) is null;
            Assert.Equal(isBlank, rows[1][index + 1] == " ");
            Assert.Equal(counter.Value(second, first) is null, rows[2][index + 1] == " ");
        }

        Assert.Equal(
            (second.Memory.Counters.PageFaults - first.Memory.Counters.PageFaults)
                / (second.Memory.Time - first.Memory.Time).TotalSeconds,
            double.Parse(rows[2][1], CultureInfo.InvariantCulture),
            6);
    }

    [GeneratedRegex(@"^\d\d/\d\d/\d{4} \d\d:\d\d:\d\d\.\d{3}$")]
    private static partial Regex TimeForm();

    [GeneratedRegex(@"^( |\d+(\.\d+)?)$")]
    private static partial Regex ValueForm();

    private static MachineSource Run(ComputerOptions options, string? driver, int seconds)
    {
        MachineSource machine = new(Computer.Boot(options), options.Name);
        if (driver is not null)
        {
            machine.Machine.Add(DriverCatalog.Create(driver));
        }

        machine.Machine.Run(TimeSpan.FromSeconds(seconds));
        return machine;
    }

    private static CounterSample Look(MachineSource machine) => new(machine.ReadMemory(), machine.Capture());

    private static Dictionary<string, double?> Values(CounterSample now, CounterSample? before) =>
        MemoryObject.Counters.ToDictionary(static counter => counter.Name, counter => counter.Value(now, before));

    private static string Root()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "ExPool.slnx")))
        {
            root = root.Parent;
        }

        Assert.NotNull(root);
        return root.FullName;
    }
}
