using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;

namespace ExPool.Model.Profiles;

/// <summary>Reads the profiles out of the assembly.</summary>
/// <remarks>
/// A profile may be "like" another one: a section that it does not have is taken from there, whole; of rules each that
/// it does not have. A mistake in the data is a mistake of this assembly's, so that it throws what the parser
/// throws; a test reads every profile.
/// </remarks>
internal static class ProfileReader
{
    private const string Prefix = "profile:";

    private static readonly Dictionary<string, LimitRuleKind> s_kinds = new()
    {
        ["fixed"] = LimitRuleKind.Fixed,
        ["additions"] = LimitRuleKind.Additions,
        ["percent"] = LimitRuleKind.Percent,
        ["staged"] = LimitRuleKind.Staged,
        ["timesNonPaged"] = LimitRuleKind.TimesNonPaged,
        ["commit"] = LimitRuleKind.Commit,
        ["initialPlus"] = LimitRuleKind.InitialPlus,
        ["entryCount"] = LimitRuleKind.EntryCount,
        ["unknown"] = LimitRuleKind.Unknown,
    };

    /// <summary>Every profile, oldest first.</summary>
    public static IReadOnlyList<WindowsProfile> ReadAll()
    {
        Assembly assembly = typeof(ProfileReader).Assembly;
        Dictionary<string, JsonElement> files = [];
        foreach (string name in assembly.GetManifestResourceNames())
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                using Stream stream = assembly.GetManifestResourceStream(name)!;
                using JsonDocument document = JsonDocument.Parse(stream);
                files[name[Prefix.Length..]] = document.RootElement.Clone();
            }
        }

        return [.. files.Values
            .Where(file => file.TryGetProperty("name", out _))
            .Select(file => Read(new ProfileFile(file, files)))
            .OrderBy(profile => profile.Build).ThenBy(profile => profile.Name, StringComparer.Ordinal)
            .ThenByDescending(profile => profile.Architecture, StringComparer.Ordinal)];
    }

    private static WindowsProfile Read(ProfileFile file)
    {
        JsonElement pages = file.Section("pages");
        JsonElement physical = file.Section("physical");
        JsonElement switches = file.Section("switches");
        JsonElement registry = file.Section("registry");
        uint pfnEntry = pages.GetProperty("pfnEntry").GetUInt32();
        ulong ceiling = Size(physical, "ceiling")!.Value;
        ProfileRules rules = new()
        {
            Rules = Rules(file),
            Readings = Readings(file),
            Layout = LayoutReader.Read(file.Section("layout")),
            TableRow = file.Section("tableRow").GetString()!,
            RegistryValues = Strings(registry.GetProperty("reads")),
            StopsOnLargeNonPagedSize = Flag(registry, "stopsOnLargeNonPagedSize"),
            SystemHiveLimit = Size(registry, "systemHiveLimit"),
            SystemHiveSource = Text(registry, "systemHiveSource") ?? "-",
        };
        return new(rules)
        {
            Name = file.Section("name").GetString()!,
            Aliases = Strings(file.Section("aliases")),
            Architecture = file.Section("architecture").GetString()!,
            Version = file.Section("version").GetString()!,
            Build = file.Section("build").GetInt32(),
            PteGeneration = pages.GetProperty("pteGeneration").GetString()!,
            PfnEntry = pfnEntry,
            PfnEntryWithPae = Number(pages, "pfnEntryWithPae") ?? pfnEntry,
            Editions = Editions(physical),
            PhysicalCeiling = ceiling,
            PhysicalCeilingWithPae = Size(physical, "ceilingWithPae") ?? ceiling,
            PhysicalCeilingWith3Gb = Size(physical, "ceilingWith3GB"),
            KnowsPae = switches.GetProperty("pae").GetBoolean(),
            KnowsUserVa = switches.GetProperty("userVa").GetBoolean(),
        };
    }

    private static List<EditionLimit> Editions(JsonElement physical)
    {
        List<EditionLimit> editions = [];
        foreach (JsonElement item in physical.GetProperty("editions").EnumerateArray())
        {
            editions.Add(new(Text(item, "name")!, Size(item, "maximum")!.Value, Text(item, "source")!)
            {
                ByteCountWith3Gb = Size(item, "maximumWith3GB"),
            });
        }

        return editions;
    }

    private static Dictionary<string, LimitRule> Rules(ProfileFile file)
    {
        Dictionary<string, LimitRule> rules = [];
        foreach (JsonElement section in file.Sections("rules"))
        {
            foreach (JsonProperty set in section.EnumerateObject())
            {
                foreach (JsonProperty rule in set.Value.EnumerateObject())
                {
                    rules.TryAdd($"{set.Name}/{rule.Name}", Rule(rule.Value, set.Name));
                }
            }
        }

        return rules;
    }

    private static LimitRule Rule(JsonElement item, string set) =>
        new(s_kinds[Text(item, "kind")!], Text(item, "text")!, Text(item, "source")!, set)
        {
            Base = Size(item, "base") ?? 0,
            BaseWith3Gb = Size(item, "baseWith3GB"),
            BaseWithLargeCache = Size(item, "baseWithLargeCache"),
            PerMegabyte = Size(item, "perMegabyte") ?? 0,
            LargeFrom = Size(item, "largeFrom"),
            LargePerMegabyte = Size(item, "largePerMegabyte") ?? 0,
            LargeAtLeast = Size(item, "largeAtLeast") ?? 0,
            FullAbove = Size(item, "fullAbove"),
            SmallUpTo = Size(item, "smallUpTo"),
            SmallValue = Size(item, "smallValue") ?? 0,
            AddsPfnDatabase = Flag(item, "pfnDatabase"),
            Factor = Number(item, "factor") ?? 0,
            SmallFactor = Number(item, "smallFactor") ?? 0,
            RoundsToPageTables = Flag(item, "roundsToPageTables"),
            AtLeast = Size(item, "atLeast"),
            AtMost = Size(item, "atMost"),
            AtMostWith3Gb = Size(item, "atMostWith3GB"),
            Cell = Text(item, "cell"),
        };

    private static List<LimitReading> Readings(ProfileFile file)
    {
        List<LimitReading> readings = [];
        if (file.OwnSection("readings") is { } section)
        {
            foreach (JsonElement item in section.EnumerateArray())
            {
                readings.Add(new(
                    Text(item, "limit")!,
                    Text(item, "rules")!,
                    Size(item, "ram")!.Value,
                    Size(item, "value")!.Value,
                    Text(item, "text")!,
                    Text(item, "source")!));
            }
        }

        return readings;
    }

    private static List<string> Strings(JsonElement array) =>
        [.. array.EnumerateArray().Select(item => item.GetString()!)];

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    private static uint? Number(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) ? value.GetUInt32() : null;

    private static bool Flag(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) && value.GetBoolean();

    private static ulong? Size(JsonElement item, string name) =>
        Text(item, name) is { } text ? Bytes.Parse(text) : null;
}
