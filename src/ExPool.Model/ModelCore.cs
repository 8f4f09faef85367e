using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;
using ExPool.Model.Mm;

namespace ExPool.Model;

/// <summary>What a computer is made of, for its machine: every access of the pools comes through here.</summary>
/// <remarks>The machine's own pools lie where its regions say. Others, as a session's, have a place of their own; they
/// see one processor, because one runs at a time.</remarks>
internal sealed unsafe class ModelCore(
    MemoryManager memory, InterruptClock clock, KernelStop stop, MachineFacts facts, MachineIdentity identity,
    PoolPlace? place = null)
{
    /// <summary>What stands for this machine's processors: one machine runs on a thread of the host at a
    /// time.</summary>
    public const ulong ControlKey = 0x4D6F_6465_6C00_0001;

    private const nuint OffsetMask = PhysicalMemory.PageByteCount - 1;

    private readonly SystemSpace _space = place?.Space ?? memory.Space;

    // What the running processor remembers of the page tables: every access looks here.
    private ulong* _entries;

    /// <summary>The memory manager.</summary>
    public MemoryManager Memory { get; } = memory;

    /// <summary>Gives the pools' pages memory.</summary>
    public VirtualMemory Pages { get; } = place?.Pages ?? memory.Virtual;

    /// <summary>The processors that the pools see.</summary>
    public int ProcessorCount => place is null ? Processors.Count : 1;

    /// <summary>The number of the running one among them.</summary>
    public int CurrentProcessor => place is null ? Running.Number : 0;

    /// <summary>Where the pools keep the address of the running processor's block.</summary>
    public nuint Control
    {
        get => place is null ? Running.Control : place.Control;
        set
        {
            if (place is null)
            {
                Running.Control = value;
            }
            else
            {
                place.Control = value;
            }
        }
    }

    /// <summary>The processors.</summary>
    public ProcessorSet Processors { get; } = memory.Processors;

    /// <summary>The processor that runs.</summary>
    public Processor Running { get; private set; } = memory.Processors.Running;

    /// <summary>Virtual time.</summary>
    public InterruptClock Clock { get; } = clock;

    /// <summary>What stops the machine.</summary>
    public KernelStop Stop { get; } = stop;

    /// <summary>What is fixed about it.</summary>
    public MachineFacts Facts { get; } = facts;

    /// <summary>What the pools are found by.</summary>
    public MachineIdentity Identity { get; } = identity;

    /// <summary>Bytes of nonpaged pool that have frames.</summary>
    public ulong NonPagedPoolByteCount { get; private set; }

    /// <summary>What the memory manager lacked when it last refused memory to the pools or their tables;
    /// <see langword="null"/>: it never did.</summary>
    public MemoryBound? LastRefusal { get; private set; }

    /// <summary>What kept each pool from growing when it last refused a request.</summary>
    public PoolRefusals Refusals { get; } = new();

    /// <summary>Whose code runs now.</summary>
    public string RunningDriver { get; set; } = "ntoskrnl.exe";

    /// <summary>What moves pages about before each access; <see langword="null"/>: nothing does.</summary>
    public IPageMover? Mover { get; set; }

    /// <summary>Accesses that the processors did not remember the page of. Not saved: a machine that was loaded has
    /// more of them.</summary>
    public ulong MissCount { get; private set; }

    /// <summary>Remembers which processor runs; to be called before the first access, and when another one
    /// does.</summary>
    public void FollowProcessor()
    {
        Running = Processors.Running;
        _entries = Running.Buffer.Entries;
    }

    /// <summary>Where an address lies in the host, for a read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* ToRead(nuint address)
    {
        nuint page = address >> PhysicalMemory.PageShift;
        ulong* entry = _entries + (page & TranslationBuffer.Mask);
        return entry[0] == page
            ? (byte*)unchecked(address + entry[TranslationBuffer.DistanceOffset])
            : Miss(address, isWrite: false);
    }

    /// <summary>Where an address lies in the host, for a write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* ToWrite(nuint address)
    {
        nuint page = address >> PhysicalMemory.PageShift;
        ulong* entry = _entries + (page & TranslationBuffer.Mask);
        return entry[TranslationBuffer.WritableOffset] == page
            ? (byte*)unchecked(address + entry[TranslationBuffer.DistanceOffset])
            : Miss(address, isWrite: true);
    }

    /// <summary>Reserves pages of a region.</summary>
    public NtStatus Reserve(SystemVaType type, nuint pageCount, out nuint address)
    {
        SystemRange range = _space[type];
        if (range.Units is not null)
        {
            // Whose its pages are, is said when they are needed.
            address = range.Start;
            return NtStatus.Success;
        }

        address = range.Take(pageCount);
        if (address == 0)
        {
            return NtStatus.NoMemory;
        }

        // The pools look at their tables' pages before these are committed, and must find zeros.
        NtStatus status = type == SystemVaType.BootLoaded
            ? Pages.ShowZeros(address, pageCount)
            : NtStatus.Success;
        if (status != NtStatus.Success)
        {
            Release(address, pageCount);
            address = 0;
        }

        return status;
    }

    /// <summary>Gives reserved pages memory, as their region wants it.</summary>
    public NtStatus Commit(nuint address, nuint pageCount)
    {
        ulong refusedBefore = Memory.Counters.CommitFailures;
        NtStatus status = Commit(TypeOf(address), address, pageCount);
        if (status != NtStatus.Success)
        {
            // A page table is promised too, so the status alone does not tell.
            LastRefusal = Memory.Counters.CommitFailures != refusedBefore
                ? MemoryBound.Commit
                : MemoryBound.ResidentPages;
        }

        return status;
    }

    /// <summary>Takes the memory of reserved pages back.</summary>
    public void Decommit(nuint address, nuint pageCount)
    {
        long before = Memory.Resident.Left;
        Pages.Decommit(address, pageCount);
        ForgetNonPaged(address, Memory.Resident.Left - before);
    }

    /// <summary>Takes a reservation back.</summary>
    public void Release(nuint address, nuint pageCount)
    {
        if (_space[SystemVaType.NonPagedPool] is { Units: not null } shared && shared.Start == address)
        {
            ReleaseShared(address, pageCount);
            return;
        }

        long before = Memory.Resident.Left;
        Pages.Release(address, pageCount);
        ForgetNonPaged(address, Memory.Resident.Left - before);
        _space.Find(address)!.Return(address, pageCount);
    }

    /// <summary>Reads bytes, page by page.</summary>
    public void Read(nuint address, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int part = (int)nuint.Min((nuint)destination.Length, PhysicalMemory.PageByteCount - (address & OffsetMask));
            new ReadOnlySpan<byte>(ToRead(address), part).CopyTo(destination);
            address += (nuint)part;
            destination = destination[part..];
        }
    }

    /// <summary>Writes bytes, page by page.</summary>
    public void Write(nuint address, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            int part = (int)nuint.Min((nuint)source.Length, PhysicalMemory.PageByteCount - (address & OffsetMask));
            source[..part].CopyTo(new Span<byte>(ToWrite(address), part));
            address += (nuint)part;
            source = source[part..];
        }
    }

    /// <summary>Sets bytes, page by page.</summary>
    public void Fill(nuint address, nuint byteCount, byte value)
    {
        while (byteCount != 0)
        {
            nuint part = nuint.Min(byteCount, PhysicalMemory.PageByteCount - (address & OffsetMask));
            NativeMemory.Fill(ToWrite(address), part, value);
            address += part;
            byteCount -= part;
        }
    }

    /// <summary>Finds the first byte that is another, page by page.</summary>
    public nuint FindOther(nuint address, nuint byteCount, byte value)
    {
        for (nuint offset = 0; offset < byteCount;)
        {
            nuint place = address + offset;
            nuint part = nuint.Min(byteCount - offset, PhysicalMemory.PageByteCount - (place & OffsetMask));
            int found = new ReadOnlySpan<byte>(ToRead(place), (int)part).IndexOfAnyExcept(value);
            if (found >= 0)
            {
                return offset + (nuint)found;
            }

            offset += part;
        }

        return byteCount;
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(NonPagedPoolByteCount);
        Refusals.Save(writer);
        writer.Write(RunningDriver);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        LoadNonPaged(reader);
        Refusals.Load(reader);
        RunningDriver = reader.ReadString();
    }

    /// <summary>Reads the bytes of nonpaged pool that have frames.</summary>
    public void LoadNonPaged(StateReader reader) => NonPagedPoolByteCount = reader.ReadUpTo(
        "the bytes of nonpaged pool that have frames", (ulong)Memory.Memory.FrameCount << PhysicalMemory.PageShift);

    /// <summary>Gives the next pages of a pool memory, and units of shared addresses where it needs some.</summary>
    public NtStatus Extend(SystemVaType type, nuint address, nuint pageCount, bool mayJump, out nuint place)
    {
        SystemRange range = Memory.Space[type];
        place = address;
        if (range.Units is not SharedUnits units)
        {
            return Commit(address, pageCount);
        }

        ulong page = (address - range.Start) >> PhysicalMemory.PageShift;
        if (!units.TryTake(range, ref page, pageCount, mayJump, out (ulong First, ulong Count) taken))
        {
            LastRefusal = MemoryBound.AddressSpace;
            return NtStatus.NoMemory;
        }

        place = range.Start + ((nuint)page << PhysicalMemory.PageShift);
        NtStatus status = Commit(place, pageCount);
        if (status != NtStatus.Success)
        {
            SharedUnits.Undo(range, taken);
        }

        return status;
    }

    /// <summary>Gives a pool the units from its next page on up to the next of another's.</summary>
    public nuint TakeRest(SystemVaType type, nuint address)
    {
        SystemRange range = Memory.Space[type];
        return range.Units is { } units
            ? (nuint)units.TakeRest(range, (address - range.Start) >> PhysicalMemory.PageShift)
            : 0;
    }

    private NtStatus Commit(SystemVaType type, nuint address, nuint pageCount)
    {
        if (type == SystemVaType.PagedPool)
        {
            return Pages.CommitPageable(address, pageCount);
        }

        if (type == SystemVaType.BootLoaded)
        {
            // A table grows before its pool does. Where the pool could not, the table is asked for the same again.
            nuint there = Pages.CountResident(address, pageCount);
            (address, pageCount) = (address + (there << PhysicalMemory.PageShift), pageCount - there);
        }

        NtStatus status = Pages.CommitNonPaged(address, pageCount);
        if (status == NtStatus.Success && type == SystemVaType.NonPagedPool)
        {
            NonPagedPoolByteCount += (ulong)pageCount << PhysicalMemory.PageShift;
        }

        if (status != NtStatus.Success && type == SystemVaType.BootLoaded)
        {
            // What was shown before is shown again; the page tables for it are there.
            _ = Pages.ShowZeros(address, pageCount);
        }

        return status;
    }

    /// <summary>Takes everything of the shared addresses back: the pools end together.</summary>
    private void ReleaseShared(nuint address, nuint pageCount)
    {
        Memory.Virtual.Release(address, pageCount);
        NonPagedPoolByteCount = 0;
        foreach (SystemVaType type in (System.ReadOnlySpan<SystemVaType>)
            [SystemVaType.NonPagedPool, SystemVaType.PagedPool])
        {
            SystemRange range = Memory.Space[type];
            range.Pages.Clear(0, range.Pages.Length);
            range.UsedCount = 0;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* Miss(nuint address, bool isWrite)
    {
        MissCount++;
        Mover?.Disturb();
        return Memory.Faults.Resolve(address, isWrite);
    }

    private void ForgetNonPaged(nuint address, long pageCount)
    {
        if (TypeOf(address) == SystemVaType.NonPagedPool)
        {
            // A saved machine may have said less than there is.
            ulong gone = (ulong)pageCount << PhysicalMemory.PageShift;
            NonPagedPoolByteCount -= ulong.Min(NonPagedPoolByteCount, gone);
        }
    }

    private SystemVaType TypeOf(nuint address) => _space.Find(address)?.Type ?? SystemVaType.Unused;
}
