using System;
using System.IO;
using System.Text.Json;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Tests.CommandLine;
using ExPool.Cli.Tests.Processes;
using Xunit;

namespace ExPool.Cli.Tests.Booting;

/// <summary>The verbs that look into a saved machine, on one whose paged pool a leaker used up.</summary>
public sealed class MachineVerbTests(MachineVerbTests.Fixture fixture) : IClassFixture<MachineVerbTests.Fixture>
{
    private string Moniker => fixture.Folder.Moniker;

    [Fact]
    public void Memusage_tells_the_use_of_every_frame()
    {
        JsonElement json = Json("memusage {0} --json");
        ulong mapped = 0;
        ulong transition = 0;
        foreach (JsonElement use in json.GetProperty("uses").EnumerateArray())
        {
            mapped += Number(use, "validPages") + Number(use, "pageTablePages");
            transition += Number(use, "transitionPages");
            Assert.NotEqual("other", use.GetProperty("name").GetString());
        }

        Assert.Equal(Number(json, "activePages"), mapped);
        Assert.Equal(Number(json, "transitionPages"), transition);
        Assert.Equal(Number(json.GetProperty("memory"), "inUsePages"), mapped + transition);
        string output = Run("memusage {0}").Output;
        Assert.Contains("              TOTAL:", output, StringComparison.Ordinal);
        Assert.Contains("paged pool", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Pte_and_pfn_lead_to_each_other()
    {
        JsonElement levels = Json($"pte {{0}} {TablesAddress()} --json").GetProperty("levels");
        Assert.Equal(4, levels.GetArrayLength());
        string frame = levels[3].GetProperty("frame").GetString()!;
        JsonElement pfn = Json($"pfn {{0}} {frame} --json");
        Assert.Equal(levels[3].GetProperty("at").GetString(), pfn.GetProperty("pteAddress").GetString());
        Assert.Equal(levels[2].GetProperty("frame").GetString(), pfn.GetProperty("pteFrame").GetString());
        Assert.Equal(TablesAddress(), pfn.GetProperty("address").GetString());
        Assert.Equal("Active", pfn.GetProperty("location").GetString());
        Assert.Equal(
            levels[3].GetProperty("at").GetString(),
            Json($"pte {{0}} {levels[3].GetProperty("at").GetString()} --json").GetProperty("levels")[3]
                .GetProperty("at").GetString());
    }

    [Fact]
    public void Pte_draws_a_column_for_each_level_and_the_letters_of_the_flags()
    {
        string[] lines = Lines(Run($"pte {{0}} {TablesAddress()}").Output).Split('\n');
        Assert.Equal($"VA {TablesAddress()[2..]}  (BootLoaded)", lines[0]);
        Assert.StartsWith("PXE at FFFFF6FB7DBEDF", lines[1], StringComparison.Ordinal);
        Assert.Contains("PPE at FFFFF6FB7DBF", lines[1], StringComparison.Ordinal);
        Assert.Contains("PDE at FFFFF6FB7E", lines[1], StringComparison.Ordinal);
        Assert.Contains("PTE at FFFFF6FC", lines[1], StringComparison.Ordinal);
        Assert.Equal(4, lines[2].Split("contains ").Length - 1);
        Assert.EndsWith(" -G-DA--KW-V", lines[3], StringComparison.Ordinal);
        Assert.Contains("not canonical", Run("pte {0} 8000000000000000").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Sysptes_counts_every_region()
    {
        bool hasEntries = false;
        foreach (JsonElement region in Json("sysptes {0} --json").GetProperty("regions").EnumerateArray())
        {
            Assert.Equal(Number(region, "pages"), Number(region, "usedPages") + Number(region, "freePages"));
            Assert.True(Number(region, "longestFreeRun") <= Number(region, "freePages"));
            Assert.True(Number(region, "peakPages") >= Number(region, "usedPages"));
            hasEntries |= region.GetProperty("kind").GetString() == "SystemPtes";
        }

        Assert.True(hasEntries);
        Assert.StartsWith(
            "System PTE Information\n  Total System Ptes ",
            Run("sysptes {0}").Output.ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Counters_have_NTs_names_and_rates_without_time_are_absent()
    {
        JsonElement counters = Json("counters {0} --json").GetProperty("counters");
        JsonElement available = Find(counters, "Available Bytes");
        JsonElement memory = Json("vm {0} --json").GetProperty("memory");
        Assert.Equal(Number(memory, "availablePages") * 4096, available.GetProperty("value").GetUInt64());
        Assert.Equal(JsonValueKind.Null, Find(counters, "Page Faults/sec").GetProperty("value").ValueKind);
        Assert.Equal(JsonValueKind.Null, Find(counters, "Cache Faults/sec").GetProperty("value").ValueKind);
        string explained = Lines(Run("counters {0} --explain", "pool paged allocs").Output);
        Assert.Contains("Pool Paged Allocs", explained, StringComparison.Ordinal);
        Assert.Contains("allocations - frees", explained, StringComparison.Ordinal);
    }

    [Fact]
    public void Counters_as_PDH_CSV_are_quoted_and_unknown_ones_are_blank()
    {
        string[] lines = Run("counters {0} --csv").Output.Split("\r\n");
        Assert.StartsWith(
            "\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\leak\\Memory\\Page Faults/sec\",\"\\\\leak\\Memory\\Available Bytes\"",
            lines[0],
            StringComparison.Ordinal);
        Assert.StartsWith("\"01/01/1970 00:00:03.", lines[1], StringComparison.Ordinal);
        Assert.Contains("\",\" \",\"", lines[1], StringComparison.Ordinal);
        Assert.Equal(lines[0].Split("\",\"").Length, lines[1].Split("\",\"").Length);
    }

    [Fact]
    public void The_verbs_about_pools_serve_a_machine()
    {
        Assert.Contains("Leak", Run("mon {0} --once").Output, StringComparison.Ordinal);
        Assert.Contains("Memory:   65", Run("mon {0} --once").Output, StringComparison.Ordinal);
        Assert.Contains("Leak", Run("poolused {0}").Output, StringComparison.Ordinal);
        JsonElement blocks = Json("poolfind {0} Leak --json").GetProperty("blocks");
        Assert.NotEqual(0, blocks.GetArrayLength());
        string address = blocks[0].GetProperty("address").GetString()!;
        Assert.Contains("Leak", Run($"pool {{0}} {address}").Output, StringComparison.Ordinal);
        Assert.StartsWith("no damage found", Run("poolval {0}").Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Run("lookaside {0}").ExitCode);
        Assert.Contains("Commit limit:", Run("vm {0}").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memusage self", 3, "is no machine but a process with pools; expected model:FILE or model:NAME")]
    [InlineData("memusage model:nobody-runs-this", 2, "is neither a file nor a machine that runs; expected model:FILE")]
    [InlineData("pfn {0} fffff", 2, "is no RAM of leak.machine; expected a frame")]
    [InlineData("pfn {0} xyz", 2, "FRAME 'xyz' is not an address")]
    [InlineData("counters {0} --every 1s", 3, "--every needs a machine that runs")]
    [InlineData("counters {0} --count 2", 2, "--count needs --every; else there is one look")]
    [InlineData("counters {0} --explain Nothing", 2, "'Nothing' is no counter; expected a name that")]
    [InlineData("mon {0} --once --name other", 2, "has no pools 'other'; expected 'leak'")]
    public void What_a_source_cannot_do_is_one_line(string line, int expectedCode, string expected)
    {
        (int exitCode, string output, string error) = Run(line);
        Assert.Equal("", output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(expectedCode, exitCode);
    }

    [Fact]
    public void A_file_that_is_no_machine_is_refused()
    {
        string path = Path.Combine(fixture.Folder.Path, "damaged");
        byte[] bytes = File.ReadAllBytes(fixture.Folder.File);
        File.WriteAllBytes(path, bytes.AsSpan(0, bytes.Length / 2));
        (int exitCode, string output, string error) = ArgumentTests.Run($"memusage model:{path}");
        Assert.Equal("", output);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCode.BadInput, exitCode);
    }

    private static ulong Number(JsonElement element, string name) => element.GetProperty(name).GetUInt64();

    private static JsonElement Find(JsonElement counters, string name)
    {
        foreach (JsonElement counter in counters.EnumerateArray())
        {
            if (counter.GetProperty("name").GetString() == name)
            {
                return counter;
            }
        }

        Assert.Fail($"no counter {name}");
        return default;
    }

    private static string Lines(string output) => output.ReplaceLineEndings("\n");

    /// <summary>Where the pools' tables begin: resident memory of every machine.</summary>
    private string TablesAddress()
    {
        foreach (JsonElement region in Json("sysptes {0} --json").GetProperty("regions").EnumerateArray())
        {
            if (region.GetProperty("kind").GetString() == "BootLoaded")
            {
                return region.GetProperty("start").GetString()!;
            }
        }

        Assert.Fail("no tables");
        return "";
    }

    private JsonElement Json(string line) => JsonDocument.Parse(Run(line).Output).RootElement;

    private (int ExitCode, string Output, string Error) Run(string line, string? lastWord = null)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using ToolContext context = new(output, error);
        string[] words = line.Replace("{0}", Moniker, StringComparison.Ordinal).Split(' ');
        int exitCode = Tool.Run(lastWord is null ? words : [.. words, lastWord], context);
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>One machine for all tests: looking changes nothing.</summary>
    public sealed class Fixture : IDisposable
    {
        internal MachineFolder Folder { get; } = new();

        public void Dispose() => Folder.Dispose();
    }
}
