using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;

namespace ExPool.Model.Profiles;

/// <summary>The structures of a Windows release: tags, pools and sizes. Read from data,
/// src/ExPool.Model/Profiles/Structures.</summary>
/// <remarks>Of a structure's sizes the newest counts that is not newer than the release, for its
/// architecture.</remarks>
internal sealed class StructureCatalog
{
    private const string Prefix = "structures:";

    private static readonly Lazy<IReadOnlyList<JsonElement>> s_rows = new(ReadRows);

    private readonly Dictionary<string, StructureForm> _forms;

    private StructureCatalog(Dictionary<string, StructureForm> forms) => _forms = forms;

    /// <summary>All of them, by name.</summary>
    public IEnumerable<StructureForm> Forms => _forms.Values.OrderBy(form => form.Name, StringComparer.Ordinal);

    /// <summary>One of them.</summary>
    /// <exception cref="ProfileException">The release has no such structure.</exception>
    public StructureForm this[string name] => _forms.TryGetValue(name, out StructureForm? form)
        ? form
        : throw new ProfileException($"this Windows has no structure '{name}'; expected one of its profile's data");

    /// <summary>Whether the release has such a structure.</summary>
    public bool Has(string name) => _forms.ContainsKey(name);

    /// <summary>Reads those of a release.</summary>
    public static StructureCatalog Of(WindowsProfile profile)
    {
        Dictionary<string, StructureForm> forms = [];
        foreach (JsonElement row in s_rows.Value)
        {
            if (NewestSize(row, profile) is { } size)
            {
                string name = row.GetProperty("name").GetString()!;
                forms.Add(name, new(
                    name,
                    row.GetProperty("tag").GetString()!,
                    row.GetProperty("pool").GetString() == "paged",
                    size.GetProperty("bytes").GetUInt32(),
                    size.GetProperty("source").GetString()!));
            }
        }

        return new(forms);
    }

    private static JsonElement? NewestSize(JsonElement row, WindowsProfile profile)
    {
        JsonElement? newest = null;
        Version since = new(0, 0);
        Version release = Version.Parse(profile.Version);
        foreach (JsonElement size in row.GetProperty("sizes").EnumerateArray())
        {
            Version from = Version.Parse(size.GetProperty("since").GetString()!);
            if (size.GetProperty("arch").GetString() == profile.Architecture && from <= release && from >= since)
            {
                (newest, since) = (size, from);
            }
        }

        return newest;
    }

    private static List<JsonElement> ReadRows()
    {
        Assembly assembly = typeof(StructureCatalog).Assembly;
        List<JsonElement> rows = [];
        foreach (string name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                using Stream stream = assembly.GetManifestResourceStream(name)!;
                using JsonDocument document = JsonDocument.Parse(stream);
                rows.AddRange(document.RootElement.Clone().GetProperty("structures").EnumerateArray());
            }
        }

        return rows;
    }
}
