using System.Collections.Immutable;
using System.Linq;
using ExPool.Model.Ps;
using ExPool.Snapshots;

namespace ExPool.Model.Reports;

/// <summary>Reads what sessions have, from outside: through the page tables of each one's first process.</summary>
internal static class SessionReporter
{
    /// <summary>The limits, and each session.</summary>
    public static SessionsReport Read(ComputerParts parts, Sessions sessions, int pointerByteCount) => new(
        sessions.HasOwnPool,
        sessions.PoolMaximum,
        sessions.ViewMaximum,
        [.. sessions.All.Select(session => Read(parts, session, pointerByteCount))]);

    private static SessionReport Read(ComputerParts parts, Session session, int pointerByteCount)
    {
        PoolSnapshot? pool = session.Root == 0 ? null : Open(parts, session, pointerByteCount).ReadCounters(
            new SnapshotOrigin(SnapshotOriginKind.Self, "self", $"session {session.Id}", 0));
        return new(
            session.Id,
            session.PoolByteCount,
            pool?.Paged.BytesInUse,
            pool?.Paged.PeakBytes,
            session.ViewByteCount,
            session.DesktopCount,
            session.WindowCount,
            session.RefusedCount,
            pool?.Tags ?? ImmutableArray<TagUsage>.Empty);
    }

    // NT's blocks: headers and units of two words.
    private static PoolReader Open(ComputerParts parts, Session session, int pointer) => new(
        new OutsideView(parts, pointer, session.TopTable),
        PoolLayout.OfBlocks(2 * pointer, 2 * pointer, firstBlockByteOffset: 0, pointer),
        session.Root);
}
