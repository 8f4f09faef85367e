using System.Collections.Generic;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;
using ExPool.Model.Mm;

namespace ExPool.Model;

/// <summary>Moves a page, or takes one away, before each access: finds code that keeps an address of the
/// host.</summary>
/// <remarks>The page that was touched last goes to another frame, and its old one is filled with rubbish; now and then
/// pages go out to the paging file, and their frames to somebody else. Pages that must stay do stay.</remarks>
internal sealed unsafe class HostilePager(MemoryManager memory, SeededRandom random) : IPageMover
{
    private const byte Rubbish = 0xDB;
    private const uint TrimShare = 8;
    private const uint WriteShare = 64;

    /// <summary>Pages that were moved or taken away.</summary>
    public ulong MoveCount { get; private set; }

    /// <inheritdoc/>
    public void Disturb()
    {
        IReadOnlyList<WorkingSet> sets = memory.WorkingSets.All;
        WorkingSet victims = sets.Count == 1 ? sets[0] : sets[(int)random.Next((uint)sets.Count)];
        uint frame = victims.Frames.Tail;
        if (frame == PfnDatabase.None)
        {
            return;
        }

        MoveCount++;
        if (memory.Processors.Running.Irql < ExPool.Ke.Irql.Dispatch && random.Next(TrimShare) == 0)
        {
            victims.TrimOne(victims.Frames.Head);
            if (random.Next(WriteShare) == 0)
            {
                memory.Writer.Write(16, out _);
                TakeStandby();
            }
        }
        else
        {
            Move(victims, frame);
        }
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(random.State);
        writer.Write(MoveCount);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        random.State = reader.ReadUInt64();
        MoveCount = reader.ReadUInt64();
    }

    /// <summary>Standby pages lose their frames.</summary>
    private void TakeStandby()
    {
        uint standby = memory.Lists.StandbyCount;
        for (uint count = 0; count < standby; count++)
        {
            uint frame = memory.Frames.TakeStandby();
            memory.Memory.Fill(frame, Rubbish);
            memory.Frames.Release(frame);
        }
    }

    private void Move(WorkingSet victims, uint from)
    {
        AddressSpace space = memory.Spaces.Of(from);
        PageTables tables = space.Tables;
        nuint address = SystemAddress.OfPage(memory.Pfn[from].Page, tables.Format);
        uint to = memory.Frames.Take(
            FrameUse.Pageable, address >> PhysicalMemory.PageShift, mustBeZero: false, space.Number);
        if (to == PfnDatabase.None)
        {
            return;
        }

        byte* pte = tables.Find(address);
        ulong entry = tables.Read(pte);
        bool isThere = PteFormat.IsValid(entry) && tables.Format.FrameOf(entry) == from;
        if (!isThere || memory.Pfn[from].ReferenceCount != 1)
        {
            // It went while a frame was looked for, perhaps to be the one that was found; or a transfer needs it.
            memory.Frames.Release(to);
            return;
        }

        memory.Memory.Contents(from).CopyTo(memory.Memory.Contents(to));
        memory.Pfn[to].OriginalPte = memory.Pfn[from].OriginalPte;
        memory.Pfn[to].IsHeld = memory.Pfn[from].IsHeld;
        PteFlags flags = tables.Format.FlagsOf(entry);
        tables.Write(pte, tables.Format.Valid(to, flags));
        if (memory.Pfn[from].IsFile)
        {
            memory.Mapped.Move(address, to);
        }

        victims.Remove(from);
        victims.Add(to);
        memory.Memory.Fill(from, Rubbish);
        memory.Frames.Release(from);
    }
}
