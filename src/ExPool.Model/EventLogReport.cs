using System.Collections.Generic;

namespace ExPool.Model;

/// <summary>A machine's event log at one moment.</summary>
/// <param name="Entries">The entries, in order.</param>
/// <param name="OverwrittenCount">Older entries that had to make room.</param>
public sealed record EventLogReport(IReadOnlyList<EventLogEntry> Entries, ulong OverwrittenCount);
