using System;
using System.Collections.Generic;
using System.Globalization;
using ExPool.Ke;
using ExPool.Model.Ke;

namespace ExPool.Model;

/// <summary>The machine's event log: what its components report to whoever looks after it.</summary>
/// <remarks>Entries are in the order of time; when the log is full the oldest one makes room, as in NT with "Overwrite
/// events as needed". Writing takes no pool: NT's error log packets are not modelled.</remarks>
internal sealed class EventLog(SystemContext system) : SystemPart(system)
{
    /// <summary>The most entries. NT bounds the file, by default 512 KB.</summary>
    public const int MostEntries = 4096;

    /// <summary>The most characters of a text.</summary>
    public const int LongestText = 1024;

    private readonly Queue<EventLogEntry> _entries = [];
    private ulong _overwrittenCount;

    /// <summary>Who hears of each entry.</summary>
    public Action<EventLogEntry>? OnEntry { get; set; }

    /// <inheritdoc/>
    public override string Name => "event log";

    /// <summary>What the log holds now.</summary>
    public EventLogReport Read() => new([.. _entries], _overwrittenCount);

    /// <summary>Writes an entry.</summary>
    /// <param name="message">Which message.</param>
    /// <param name="status">The status in its data.</param>
    /// <param name="words">What stands in the message's places.</param>
    public void Write(EventMessage message, NtStatus status = NtStatus.Success, params object[] words)
    {
        string text = string.Format(CultureInfo.InvariantCulture, message.Text, words);
        EventLogEntry entry = new(
            System.Kernel.Now, message.Source, message.Id, message.Severity, Shorten(text), status);
        if (_entries.Count == MostEntries)
        {
            _ = _entries.Dequeue();
            _overwrittenCount++;
        }

        _entries.Enqueue(entry);
        OnEntry?.Invoke(entry);
    }

    /// <summary>Writes the two entries of data that was lost on its way to the disk: one names the device, one is what
    /// the user sees.</summary>
    /// <param name="device">The volume, as "\\Device\\HarddiskVolume1".</param>
    /// <param name="file">The file, from the volume's root, as "\\data\\log".</param>
    /// <param name="status">Why.</param>
    public void WriteLostData(string device, string file, NtStatus status)
    {
        Write(EventMessages.LostDelayedWriteData, status, device);
        Write(
            EventMessages.ApplicationPopup,
            NtStatus.Success,
            EventMessages.DelayedWriteFailedTitle,
            EventMessages.DelayedWriteFailed(device + file));
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        writer.Write(_overwrittenCount);
        writer.Write(_entries.Count);
        foreach (EventLogEntry entry in _entries)
        {
            writer.Write(entry.Time.Ticks);
            writer.Write(entry.Source);
            writer.Write(entry.Id);
            writer.Write((uint)entry.Severity);
            writer.Write(entry.Text);
            writer.Write((uint)entry.Status);
        }
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        _overwrittenCount = reader.ReadUInt64();
        uint count = reader.ReadUInt32("the number of entries of the event log", MostEntries);
        ulong now = (ulong)System.Kernel.Now.Ticks;
        ulong before = 0;
        for (; count > 0; count--)
        {
            long at = reader.Offset;
            ulong time = reader.ReadUpTo("the time of an entry of the event log", now);
            if (time < before)
            {
                throw StateReader.Damaged(
                    at, $"an entry of the event log is of {time}; expected at least {before}, of the entry before");
            }

            before = time;
            _entries.Enqueue(new(
                new((long)time),
                Shorten(reader.ReadString()),
                reader.ReadUInt32("the number of an event"),
                (EventSeverity)reader.ReadUInt32("the severity of an event", (uint)EventSeverity.Error),
                Shorten(reader.ReadString()),
                (NtStatus)reader.ReadUInt32("the status of an event")));
        }
    }

    private static string Shorten(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
