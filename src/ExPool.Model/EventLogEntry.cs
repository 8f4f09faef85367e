using System;
using ExPool.Ke;

namespace ExPool.Model;

/// <summary>An entry of a machine's event log, as Event Viewer would show it.</summary>
/// <param name="Time">When, since boot.</param>
/// <param name="Source">Who wrote it, as "Srv".</param>
/// <param name="Id">Which message of that source, as 2019.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Text">The message.</param>
/// <param name="Status">The status in the entry's data; <see cref="NtStatus.Success"/> where there is none.</param>
public sealed record EventLogEntry(
    TimeSpan Time, string Source, uint Id, EventSeverity Severity, string Text, NtStatus Status);
