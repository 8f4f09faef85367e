using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExPool.Snapshots;

namespace ExPool.Inspection.Live;

/// <summary>Finds the processes that have pools, and opens their control regions.</summary>
public static partial class ControlRegionFinder
{
    // A process that starts its pools makes the region first and writes the root block's signature last: a region
    // that cannot be read is damaged only if it still cannot be after half a second.
    private const int StartLookCount = 25;

    private const int StartLookMilliseconds = 20;

    /// <summary>All processes with pools that this user may look into, by process number and pool name.</summary>
    /// <remarks>
    /// Processes that this user may not look into are left out; a region that is damaged is listed with its problem,
    /// after half a second in which it may become whole.
    /// </remarks>
    public static IReadOnlyList<PoolProcess> List() => List(PauseForStart);

    /// <summary>All processes with pools.</summary>
    /// <param name="pause">Called between two looks at a region that cannot be read.</param>
    internal static IReadOnlyList<PoolProcess> List(Action pause)
    {
        List<(RegionCandidate Candidate, PoolProcess? Process)> all =
            [.. FindAll().Select(static candidate => (candidate, Describe(candidate)))];
        for (int looks = StartLookCount; looks > 0 && all.Exists(HasProblem); looks--)
        {
            pause();
            all = all.ConvertAll(static each => HasProblem(each) ? (each.Candidate, Describe(each.Candidate)) : each);
        }

        List<PoolProcess> found = [.. all.Select(static each => each.Process).OfType<PoolProcess>()];
        found.Sort(static (left, right) => left.ProcessId != right.ProcessId
            ? left.ProcessId.CompareTo(right.ProcessId)
            : string.CompareOrdinal(left.PoolName, right.PoolName));
        return found;
    }

    /// <summary>Opens the tables of an executive of a process.</summary>
    /// <param name="processId">The process; it must be held, so that its number stays its own.</param>
    /// <param name="poolName">
    /// The executive; <see langword="null"/> for the only one, or the one named "default".
    /// </param>
    /// <param name="pause">Called between two looks at a region that cannot be read; <see langword="null"/> to wait
    /// for a process that is making it.</param>
    internal static ControlRegion Open(int processId, string? poolName, Action? pause = null)
    {
        RegionCandidate candidate = Choose(processId, FindIn(processId), poolName);
        for (int looks = StartLookCount; ; looks--)
        {
            try
            {
                return OpenRegion(candidate);
            }
            catch (SnapshotFormatException) when (looks > 0)
            {
                (pause ?? PauseForStart)();
            }
            catch (SnapshotFormatException damage)
            {
                throw new SourceException(
                    $"The control region '{candidate.PoolName}' of process {processId} cannot be read: "
                    + damage.Message,
                    SourceException.BadInput);
            }
        }
    }

    private static bool HasProblem((RegionCandidate Candidate, PoolProcess? Process) each) =>
        each.Process?.Problem is not null;

    private static void PauseForStart() => Thread.Sleep(StartLookMilliseconds);

    private static RegionCandidate Choose(int processId, List<RegionCandidate> candidates, string? poolName)
    {
        if (candidates.Count == 0)
        {
            throw new SourceException($"Process {processId} has no pools.", SourceException.NotAvailable);
        }

        string wanted = poolName ?? "default";
        foreach (RegionCandidate candidate in candidates)
        {
            if (candidate.PoolName == wanted)
            {
                return candidate;
            }
        }

        if (poolName is null && candidates.Count == 1)
        {
            return candidates[0];
        }

        string names = string.Join(", ", candidates.ConvertAll(static candidate => $"'{candidate.PoolName}'"));
        throw new SourceException(
            poolName is null
                ? $"Process {processId} has several pools; expected the name of one of them: {names}."
                : $"Process {processId} has no pools named '{poolName}'; it has {names}.",
            SourceException.BadInput);
    }

    private static PoolProcess? Describe(RegionCandidate candidate)
    {
        string command = CommandOf(candidate.ProcessId);
        try
        {
            PoolRoot root = ReadRoot(candidate);
            if (root.ProcessId is int owner && !Owns(candidate.ProcessId, owner))
            {
                // A reader, or a child that inherited the file: the pools are another process's.
                return null;
            }

            return new PoolProcess(candidate.ProcessId, command, root.Name, root.StartedAt, null);
        }
        catch (SnapshotFormatException damage)
        {
            return new PoolProcess(candidate.ProcessId, command, candidate.PoolName, null, damage.Message);
        }
        catch (SourceException refusal)
        {
            // What ended or may not be looked into is left out; what is there and wrong is shown.
            return refusal.ExitCode == SourceException.BadInput
                ? new PoolProcess(candidate.ProcessId, command, candidate.PoolName, null, refusal.Message)
                : null;
        }
    }

    private static IEnumerable<RegionCandidate> FindAll()
    {
        if (OperatingSystem.IsLinux())
        {
            return FindAllOnLinux();
        }

        return OperatingSystem.IsWindows() ? FindAllOnWindows() : [];
    }

    private static List<RegionCandidate> FindIn(int processId) =>
        OperatingSystem.IsWindows() ? FindInOnWindows(processId) : FindInOnLinux(processId);

    private static PoolRoot ReadRoot(RegionCandidate candidate)
    {
        if (OperatingSystem.IsLinux())
        {
            return ReadRootOnLinux(candidate);
        }

        using ControlRegion region = OpenRegionOnWindows(candidate);
        return region.Root;
    }

    private static ControlRegion OpenRegion(RegionCandidate candidate) =>
        OperatingSystem.IsWindows() ? OpenRegionOnWindows(candidate) : OpenRegionOnLinux(candidate);

    private static string CommandOf(int processId) =>
        OperatingSystem.IsWindows() ? CommandOnWindows(processId) : ProcFiles.CommandOf(processId);

    /// <summary>The command of a process.</summary>
    internal static string NameOf(int processId) => CommandOf(processId);

    private static bool Owns(int processId, int owner)
    {
        if (processId == owner)
        {
            return true;
        }

        foreach (int number in OperatingSystem.IsLinux() ? ProcFiles.NumbersOf(processId) : [])
        {
            if (number == owner)
            {
                return true;
            }
        }

        return false;
    }
}
