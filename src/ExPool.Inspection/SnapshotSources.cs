using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ExPool.Inspection.Live;

namespace ExPool.Inspection;

/// <summary>Opens a source of snapshots by its name.</summary>
public static class SnapshotSources
{
    private static readonly ConcurrentDictionary<string, Func<string, string?, ISnapshotSource>> s_others = new();

    /// <summary>Adds a kind of sources: of one prefix the last one that was added serves.</summary>
    /// <param name="prefix">What its monikers begin with, colon included, as "model:".</param>
    /// <param name="open">Opens one, given the whole moniker and the name of the pools or <see langword="null"/>; what
    /// it cannot open is a <see cref="SourceException"/>.</param>
    public static void Register(string prefix, Func<string, string?, ISnapshotSource> open)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        ArgumentNullException.ThrowIfNull(open);
        s_others[prefix] = open;
    }

    /// <summary>Opens a source.</summary>
    /// <param name="moniker">"self", "pid:1234", "1234", or one of a kind that was registered.</param>
    /// <param name="poolName">
    /// Which executive of the process; <see langword="null"/> for the only one, or the one named "default"
    /// of several.
    /// </param>
    /// <exception cref="SourceException">It cannot be opened; the message says why.</exception>
    public static ISnapshotSource Open(string moniker, string? poolName = null)
    {
        ArgumentNullException.ThrowIfNull(moniker);
        if (moniker == "self")
        {
            return ExecutiveSource.Open(poolName);
        }

        int colon = moniker.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && s_others.TryGetValue(moniker[..(colon + 1)], out Func<string, string?, ISnapshotSource>? open))
        {
            return open(moniker, poolName);
        }

        if (IsLater(moniker))
        {
            throw new SourceException(
                $"The source '{moniker}' is not available in this version; {Expected}.", SourceException.NotAvailable);
        }

        const string Prefix = "pid:";
        string number = moniker.StartsWith(Prefix, StringComparison.Ordinal) ? moniker[Prefix.Length..] : moniker;
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int processId) && processId > 0
            ? ProcessSource.Open(processId, poolName)
            : throw new SourceException($"'{moniker}' is no source; {Expected}.", SourceException.BadInput);
    }

    private static IEnumerable<string> Kinds =>
        s_others.Keys.Order(StringComparer.Ordinal).Select(kind => $", '{kind}...'");

    private static string Expected =>
        $"expected 'self', 'pid:N'{string.Concat(Kinds)} or a process number";

    /// <summary>Sources that later versions serve.</summary>
    private static bool IsLater(string moniker) =>
        moniker == "windows"
        || moniker.StartsWith("model:", StringComparison.Ordinal)
        || moniker.StartsWith("dump:", StringComparison.Ordinal)
        || moniker.StartsWith("rec:", StringComparison.Ordinal);
}
