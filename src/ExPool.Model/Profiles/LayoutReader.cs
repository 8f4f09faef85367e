using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Json;

namespace ExPool.Model.Profiles;

/// <summary>Reads the layout section of a profile.</summary>
internal static class LayoutReader
{
    public static ILayout Read(JsonElement section)
    {
        string kind = section.GetProperty("kind").GetString()!;
        return kind switch
        {
            "fixed32" => new FixedLayout32(
                section.GetProperty("hasSessions").GetBoolean(), section.GetProperty("source").GetString()!),
            "dynamic32" => new DynamicLayout32(section.GetProperty("source").GetString()!),
            "list" => new ListLayout(Regions(section)),
            _ => throw new InvalidDataException($"layout kind '{kind}' is not known"),
        };
    }

    private static List<ListLayout.Entry> Regions(JsonElement section)
    {
        List<ListLayout.Entry> entries = [];
        foreach (JsonElement item in section.GetProperty("regions").EnumerateArray())
        {
            string start = item.GetProperty("start").GetString()!;
            entries.Add(new(
                System.Enum.Parse<SystemRegionKind>(item.GetProperty("region").GetString()!),
                start == "after"
                    ? null
                    : ulong.Parse(start, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                item.GetProperty("size").GetString()!,
                item.GetProperty("source").GetString()!));
        }

        return entries;
    }
}
