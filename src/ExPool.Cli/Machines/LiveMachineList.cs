using System.Collections.Generic;
using ExPool.Inspection;
using ExPool.Inspection.Live;

namespace ExPool.Cli.Machines;

/// <summary>Finds this user's live machines.</summary>
internal static class LiveMachineList
{
    /// <summary>The machines, each with the process that it runs in; one that ended meanwhile is left out.</summary>
    public static IEnumerable<PoolProcess> Find()
    {
        foreach (string name in LiveEndpoint.List())
        {
            if (Describe(name) is { } found)
            {
                yield return found;
            }
        }
    }

    private static PoolProcess? Describe(string name)
    {
        try
        {
            using LiveMachineSource? source = LiveMachineSource.TryOpen(name);
            return source is null
                ? null
                : new PoolProcess(
                    source.Origin.ProcessId ?? 0,
                    $"{ModelSources.Prefix}{name}, {source.ReadMemory().Machine}",
                    source.Origin.PoolName,
                    StartedAt: null,
                    Problem: null);
        }
        catch (SourceException)
        {
            return null;
        }
    }
}
