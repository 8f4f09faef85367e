using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace ExPool.Model.Profiles;

/// <summary>One file of a profile, and the files that it is like.</summary>
internal sealed class ProfileFile(JsonElement own, IReadOnlyDictionary<string, JsonElement> files)
{
    /// <summary>A section; the nearest file that has it decides.</summary>
    public JsonElement Section(string name)
    {
        foreach (JsonElement section in Sections(name))
        {
            return section;
        }

        throw new InvalidDataException($"profile {own.GetProperty("name")}: no section '{name}'");
    }

    /// <summary>A section of every file that has it, the nearest first.</summary>
    public IEnumerable<JsonElement> Sections(string name)
    {
        for (JsonElement file = own; ; file = files[file.GetProperty("like").GetString()!])
        {
            if (file.TryGetProperty(name, out JsonElement section))
            {
                yield return section;
            }

            if (!file.TryGetProperty("like", out _))
            {
                yield break;
            }
        }
    }

    /// <summary>A section of this file alone.</summary>
    public JsonElement? OwnSection(string name) =>
        own.TryGetProperty(name, out JsonElement section) ? section : null;
}
