using System;
using ExPool.Ke;
using ExPool.Model.Hal;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Snapshots;

namespace ExPool.Model;

/// <summary>The kernel of a computer, but for what depends on the width of its words.</summary>
internal abstract class ModelKernel(ComputerParts parts) : IKernel
{
    /// <summary>What the computer is made of.</summary>
    protected ComputerParts Parts { get; } = parts;

    /// <summary>The driver whose code runs now.</summary>
    public int RunningDriver { get; set; }

    /// <summary>The components of the system that programs ask.</summary>
    public SystemServices Services { get; set; } = null!;

    /// <summary>Whether a pool's maximum is what the release allows, or what the address space has room for.</summary>
    public Func<PoolKind, MemoryBound> MaximumBound { get; set; } = static _ => MemoryBound.Policy;

    /// <summary>Who hears what drivers say.</summary>
    public Action<string>? OnLog { get; set; }

    /// <inheritdoc/>
    public abstract int PointerByteCount { get; }

    /// <inheritdoc/>
    public int ProcessorCount => Parts.Processors.Count;

    /// <inheritdoc/>
    public int CurrentProcessor => Parts.Processors.Running.Number;

    /// <inheritdoc/>
    public Irql CurrentIrql => Parts.Processors.Running.Irql;

    /// <inheritdoc/>
    public TimeSpan Now => new(Parts.Clock.Now);

    /// <inheritdoc/>
    public SeededRandom Random => Parts.Random;

    /// <summary>The address of the pools' root block.</summary>
    public abstract nuint DebuggerData { get; }

    /// <inheritdoc/>
    public abstract nuint Allocate(PoolFlags flags, nuint byteCount, PoolTag tag);

    /// <inheritdoc/>
    public abstract void Free(nuint address, PoolTag tag = default);

    /// <inheritdoc/>
    public abstract nuint CreateLookasideList(PoolFlags flags, nuint byteCount, PoolTag tag);

    /// <inheritdoc/>
    public abstract nuint AllocateFromList(nuint list);

    /// <inheritdoc/>
    public abstract void FreeToList(nuint list, nuint address);

    /// <inheritdoc/>
    public abstract void DeleteLookasideList(nuint list);

    /// <summary>Makes somebody to whom pool is charged: NT's quota block.</summary>
    /// <param name="name">1 to 32 bytes of UTF-8.</param>
    /// <param name="nonPagedLimit">Bytes; <see langword="null"/>: no limit.</param>
    /// <param name="pagedLimit">Bytes; <see langword="null"/>: no limit.</param>
    /// <returns>Its number, from 1; 0 when the pools' tables have no room.</returns>
    public abstract uint CreatePayer(string name, ulong? nonPagedLimit, ulong? pagedLimit);

    /// <summary>Ends a payer to whom nothing is charged any more.</summary>
    public abstract void DeletePayer(uint number);

    /// <summary>Charges bytes of a pool.</summary>
    /// <returns>Success, or QuotaExceeded.</returns>
    public abstract NtStatus Charge(uint payer, PoolKind kind, ulong byteCount);

    /// <summary>Gives a charge back.</summary>
    public abstract void ReturnCharge(uint payer, PoolKind kind, ulong byteCount);

    /// <summary>Bytes that are charged to a payer.</summary>
    public abstract ulong UsageOf(uint payer, PoolKind kind);

    /// <summary>Starts other pools, at a place of their own.</summary>
    /// <exception cref="PoolException">There is no memory for them.</exception>
    public abstract SidePools CreatePools(PoolPlace place, ExecutiveOptions options);

    /// <summary>Goes on with such pools; where they lie is as it was.</summary>
    public abstract SidePools OpenPools(PoolPlace place, nuint root);

    /// <summary>The pools' counters now.</summary>
    public abstract PoolSnapshot Capture();

    /// <summary>How much of a pool is left.</summary>
    public abstract PoolRoom RoomOf(PoolKind kind);

    /// <summary>A reader over the pools.</summary>
    public abstract PoolReader OpenReader();

    /// <summary>The pools' work of a second.</summary>
    public abstract void AdjustLookasideDepth();

    /// <summary>Gives back what the pools do not need.</summary>
    public abstract void Trim();

    /// <inheritdoc/>
    public unsafe T Read<T>(nuint address)
        where T : unmanaged
    {
        if ((address & ((nuint)sizeof(T) - 1)) == 0)
        {
            return *(T*)Parts.Core.ToRead(address);
        }

        T value;
        Parts.Core.Read(address, new Span<byte>(&value, sizeof(T)));
        return value;
    }

    /// <inheritdoc/>
    public unsafe void Write<T>(nuint address, T value)
        where T : unmanaged
    {
        if ((address & ((nuint)sizeof(T) - 1)) == 0)
        {
            *(T*)Parts.Core.ToWrite(address) = value;
        }
        else
        {
            Parts.Core.Write(address, new ReadOnlySpan<byte>(&value, sizeof(T)));
        }
    }

    /// <inheritdoc/>
    public void ReadBytes(nuint address, Span<byte> destination) => Parts.Core.Read(address, destination);

    /// <inheritdoc/>
    public void WriteBytes(nuint address, ReadOnlySpan<byte> source) => Parts.Core.Write(address, source);

    /// <inheritdoc/>
    public void Fill(nuint address, nuint byteCount, byte value) => Parts.Core.Fill(address, byteCount, value);

    /// <inheritdoc/>
    public nuint FindOther(nuint address, nuint byteCount, byte value) =>
        Parts.Core.FindOther(address, byteCount, value);

    /// <inheritdoc/>
    public Irql RaiseIrql(Irql irql)
    {
        Processor running = Parts.Processors.Running;
        Irql before = running.Irql;
        if (irql < before)
        {
            Parts.Stop.Raise(BugCheckCode.IrqlNotGreaterOrEqual, (ulong)before, (ulong)irql);
        }

        running.Irql = irql;
        return before;
    }

    /// <inheritdoc/>
    public void LowerIrql(Irql irql)
    {
        Processor running = Parts.Processors.Running;
        if (irql > running.Irql)
        {
            Parts.Stop.Raise(BugCheckCode.IrqlNotLessOrEqual, (ulong)irql, (ulong)running.Irql, 0, 0);
        }

        running.Irql = irql;
        Parts.Dispatcher.RunDpcs();
    }

    /// <inheritdoc/>
    public Irql AcquireSpinLock(nuint address)
    {
        Irql before = RaiseIrql(Irql.Dispatch);
        if (Read<uint>(address) != 0)
        {
            // Nobody else runs, so nobody else can hold it.
            Parts.Stop.Raise(BugCheckCode.SpinLockAlreadyOwned, address);
        }

        Write(address, 1u);
        return before;
    }

    /// <inheritdoc/>
    public void ReleaseSpinLock(nuint address, Irql before)
    {
        if (Read<uint>(address) == 0)
        {
            Parts.Stop.Raise(BugCheckCode.SpinLockNotOwned, address);
        }

        Write(address, 0u);
        LowerIrql(before);
    }

    /// <inheritdoc/>
    public void QueueDpc(ulong context) =>
        Parts.Dispatcher.Queue(Parts.Processors.Running.Number, new Dpc(RunningDriver, context));

    /// <inheritdoc/>
    public void SetTimer(TimeSpan delay, ulong context) => Schedule(KernelEventKind.Timer, delay, context);

    /// <inheritdoc/>
    public void StartDevice(TimeSpan delay, ulong context) => Schedule(KernelEventKind.Interrupt, delay, context);

    /// <inheritdoc/>
    public nuint AllocateMapping(nuint pageCount, bool mustSucceed = false)
    {
        SystemPtes entries = Parts.Memory.SystemPtes;
        nuint address = entries.Reserve(pageCount, mustSucceed);
        if (address != 0 && entries.Commit(address, pageCount) != NtStatus.Success)
        {
            entries.Release(address, pageCount);
            address = 0;
        }

        return address;
    }

    /// <inheritdoc/>
    public nuint ReserveMapping(nuint pageCount, bool mustSucceed = false) =>
        Parts.Memory.SystemPtes.Reserve(pageCount, mustSucceed);

    /// <inheritdoc/>
    public void FreeMapping(nuint address, nuint pageCount) => Parts.Memory.SystemPtes.Release(address, pageCount);

    /// <inheritdoc/>
    public void Log(string text) => OnLog?.Invoke(text);

    /// <summary>Remembers what kept a pool from growing, if a request was refused by the pool.</summary>
    protected void NoteRefusal(PoolFlags flags, nuint byteCount)
    {
        PoolSnapshot now = Capture();
        PoolUsage pool = (flags & PoolFlags.Paged) != 0 ? now.Paged : now.NonPaged;
        if (pool.Failures is not > 0)
        {
            // The request was no request: no pool, or no tag.
            return;
        }

        // As in the pools: one that could have grown by all of the request, and did not, was refused by the system.
        bool couldGrow = (ulong)byteCount <= pool.MaximumBytes - pool.CommittedBytes || pool.ReturnedBytes > 0;
        Parts.Core.Refusals[pool.Kind] = couldGrow && Parts.Core.LastRefusal is { } lacking
            ? lacking
            : MaximumBound(pool.Kind);
    }

    /// <summary>What other pools of this machine stand on.</summary>
    protected ModelCore CoreOf(PoolPlace place) => new(
        Parts.Memory, Parts.Clock, Parts.Stop, Parts.Core.Facts, Parts.Core.Identity with { Name = place.Name }, place)
    {
        Mover = Parts.Core.Mover,
    };

    private void Schedule(KernelEventKind kind, TimeSpan delay, ulong context) =>
        Parts.Dispatcher.Schedule(Parts.Clock.Now + delay.Ticks, kind, RunningDriver, context);
}
