using System.Collections.Generic;
using ExPool.Model.Hal;
using ExPool.Model.Ke;

namespace ExPool.Model.Io;

// How open files are written and read.
internal sealed partial class IoManager
{
    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        Lists.Save(writer);
        writer.Write(RequestCount);
        writer.Write(RefusedCount);
        writer.Write(_files.Count);
        foreach (FileControl control in _files.Values)
        {
            writer.Write(control.File.Number);
            writer.Write((ulong)control.Fcb);
            writer.Write((ulong)control.Scb);
            writer.Write((ulong)control.ScbNonPaged);
            writer.Write(control.OpenCount);
            writer.Write(control.SectionUserCount);
            writer.Write(control.FailedSeconds);
            writer.Write(control.Section is not null);
        }

        Sections.Save(writer);
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        const uint MostUsers = 1 << 28;
        Lists.Load(reader);
        RequestCount = reader.ReadUInt64();
        RefusedCount = reader.ReadUInt64();
        IReadOnlyList<DiskFile> files = System.Memory.Volume.Files;
        for (uint left = reader.ReadUInt32("the number of open files", (uint)files.Count); left > 0; left--)
        {
            long at = reader.Offset;
            FileControl control = new(files[reader.ReadIndex("an open file", files.Count)])
            {
                Fcb = ReadBlock(reader, "an FCB"),
                Scb = ReadBlock(reader, "an SCB"),
                ScbNonPaged = ReadBlock(reader, "a nonpaged SCB"),
                OpenCount = reader.ReadUInt32("the opens of a file", MostUsers),
                SectionUserCount = reader.ReadUInt32("the users of a section", MostUsers),
                FailedSeconds = reader.ReadUInt32("the seconds a file could not be written", int.MaxValue),
            };
            bool isMapped = reader.ReadBoolean();
            control.Section = System.Memory.Mapped.SectionOf(control.File);
            if (!_files.TryAdd(control.File.Number, control) || isMapped != control.Section is not null
                || (control.SectionUserCount != 0 && !isMapped) || (control.OpenCount != 0) != (control.Fcb != 0))
            {
                throw StateReader.Damaged(
                    at, $"file '{control.File.Name}' is open {control.OpenCount} times and has "
                    + $"{control.SectionUserCount} users of its section; expected it once, with what it needs");
            }
        }

        Sections.Load(reader);
    }

    private nuint ReadBlock(StateReader reader, string what)
    {
        long at = reader.Offset;
        nuint address = (nuint)reader.ReadUInt64();
        _objects.CheckBlock(at, what, address);
        return address;
    }
}
