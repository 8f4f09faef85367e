using System.Collections.Generic;
using System.Globalization;

namespace ExPool.Model.Profiles;

/// <summary>The registry values that were given, checked against what Windows accepts.</summary>
internal sealed class RegistryValues
{
    /// <summary>"As much as there is": PagedPoolSize, SystemPages, RegistrySizeLimit.</summary>
    public const ulong Largest = uint.MaxValue;

    private const string Limits = "docs/sources.md#memory-management-registry-values";

    private static readonly Dictionary<string, Range> s_known = new(System.StringComparer.OrdinalIgnoreCase)
    {
        ["PagedPoolSize"] = new(0, Largest, "bytes, 0 or 0xFFFFFFFF"),
        ["NonPagedPoolSize"] = new(0, Largest, "bytes, or 0"),
        ["NonPagedPoolMaximumPercent"] = new(5, 80, "0 or 5 to 80"),
        ["PagedPoolQuota"] = new(1, 128, "0 or 1 to 128 (MB)"),
        ["NonPagedPoolQuota"] = new(1, 128, "0 or 1 to 128 (MB)"),
        ["PagingFileQuota"] = new(1, 128, "0 or 1 to 128 (MB)"),
        ["SystemPages"] = new(7000, 50000, "0, 7000 to 50000, or 0xFFFFFFFF", TakesLargest: true),
        ["LargeSystemCache"] = new(0, 1, "0 or 1"),
        ["PoolUsageMaximum"] = new(0, 100, "0 to 100 (percent; 0 is the default)"),
        ["SessionPoolSize"] = new(1, 2048, "0 or 1 to 2048 (MB)"),
        ["SessionViewSize"] = new(1, 2048, "0 or 1 to 2048 (MB)"),
        ["SessionImageSize"] = new(1, 2048, "0 or 1 to 2048 (MB)"),
        ["NonPagedPoolLimit"] = new(0, 2048, "0 to 2048 (MB)"),
        ["PagedPoolLimit"] = new(0, 2048, "0 to 2048 (MB)"),
        ["SessionSpaceLimit"] = new(0, 2048, "0 to 2048 (MB)"),
        ["SystemCacheLimit"] = new(0, 2048, "0 to 2048 (MB)"),
        ["SystemPtesLimit"] = new(0, 2048, "0 to 2048 (MB)"),
        ["RegistrySizeLimit"] = new(0, Largest, "bytes, 0 or 0xFFFFFFFF"),
    };

    private readonly Dictionary<string, ulong> _values = new(System.StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _notes = [];

    /// <summary>Checks the values for a profile; those that its Windows does not read become notes.</summary>
    /// <exception cref="ProfileException">A name is not known, or a value is out of range.</exception>
    public RegistryValues(WindowsProfile profile, IReadOnlyDictionary<string, ulong> given)
    {
        foreach ((string name, ulong value) in given)
        {
            if (!s_known.TryGetValue(name, out Range? range))
            {
                throw new ProfileException(
                    $"registry value '{name}' is not known; expected one of {string.Join(", ", s_known.Keys)}");
            }

            if (!range.Accepts(value))
            {
                throw new ProfileException(string.Create(
                    CultureInfo.InvariantCulture, $"{name} {value} is out of range; expected {range.Expected}"));
            }

            if (profile.Rules.Reads(name))
            {
                _values[name] = value;
            }
            else
            {
                _notes.Add($"{name} is not read by {profile}: it has no effect ({Limits})");
            }
        }
    }

    /// <summary>Values that have no effect, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>A value; absent and 0 are both <see langword="null"/>, for 0 leaves the choice to Windows.</summary>
    public ulong? Get(string name) => _values.TryGetValue(name, out ulong value) && value != 0 ? value : null;

    private sealed record Range(ulong Minimum, ulong Maximum, string Expected, bool TakesLargest = false)
    {
        public bool Accepts(ulong value) =>
            value == 0 || (value >= Minimum && value <= Maximum) || (TakesLargest && value == Largest);
    }
}
