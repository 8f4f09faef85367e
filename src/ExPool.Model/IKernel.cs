using System;
using ExPool.Ke;
using ExPool.Model.Ke;

namespace ExPool.Model;

/// <summary>The kernel as a driver sees it: memory, levels, time.</summary>
/// <remarks>The one surface of drivers on every machine, whatever its width. Calls are made from a driver's own
/// routines only.</remarks>
public interface IKernel
{
    /// <summary>Bytes of an address.</summary>
    int PointerByteCount { get; }

    /// <summary>Processors of the machine.</summary>
    int ProcessorCount { get; }

    /// <summary>The processor that runs the call.</summary>
    int CurrentProcessor { get; }

    /// <summary>The level that the call runs at.</summary>
    Irql CurrentIrql { get; }

    /// <summary>Time since boot.</summary>
    TimeSpan Now { get; }

    /// <summary>The machine's random numbers.</summary>
    SeededRandom Random { get; }

    /// <summary>Allocates a block of pool: NT's ExAllocatePool2.</summary>
    /// <returns>Its address; 0 when the pool is exhausted.</returns>
    nuint Allocate(PoolFlags flags, nuint byteCount, PoolTag tag);

    /// <summary>Frees a block: NT's ExFreePoolWithTag.</summary>
    void Free(nuint address, PoolTag tag = default);

    /// <summary>Makes a look-aside list of blocks of one size: NT's ExInitializeLookasideListEx.</summary>
    /// <returns>What the list is known by; it stays the same when the machine is saved and loaded.</returns>
    /// <exception cref="PoolException">There is no memory for it.</exception>
    nuint CreateLookasideList(PoolFlags flags, nuint byteCount, PoolTag tag);

    /// <summary>Allocates a block from a list.</summary>
    /// <returns>Its address; 0 when the list is empty and the pool exhausted.</returns>
    nuint AllocateFromList(nuint list);

    /// <summary>Gives a block back to its list.</summary>
    void FreeToList(nuint list, nuint address);

    /// <summary>Deletes a list and the blocks that it holds: NT's ExDeleteLookasideListEx.</summary>
    void DeleteLookasideList(nuint list);

    /// <summary>Reads memory, as an instruction would: it may fault, and stop the machine.</summary>
    /// <typeparam name="T">At most 8 bytes.</typeparam>
    /// <param name="address">Any; one that is not aligned may lie in two pages.</param>
    T Read<T>(nuint address)
        where T : unmanaged;

    /// <summary>Writes memory, as an instruction would.</summary>
    /// <typeparam name="T">At most 8 bytes.</typeparam>
    /// <param name="address">Any; one that is not aligned may lie in two pages.</param>
    /// <param name="value">What to write.</param>
    void Write<T>(nuint address, T value)
        where T : unmanaged;

    /// <summary>Reads bytes, across pages.</summary>
    void ReadBytes(nuint address, Span<byte> destination);

    /// <summary>Writes bytes, across pages.</summary>
    void WriteBytes(nuint address, ReadOnlySpan<byte> source);

    /// <summary>Sets bytes.</summary>
    void Fill(nuint address, nuint byteCount, byte value);

    /// <summary>The offset of the first byte that is another; <paramref name="byteCount"/> when none is.</summary>
    nuint FindOther(nuint address, nuint byteCount, byte value);

    /// <summary>Raises the level: NT's KeRaiseIrql.</summary>
    /// <returns>The level before.</returns>
    Irql RaiseIrql(Irql irql);

    /// <summary>Lowers the level to what it was; what waited for that runs now.</summary>
    void LowerIrql(Irql irql);

    /// <summary>Takes a spin lock, which is a word of nonpaged memory: NT's KeAcquireSpinLock.</summary>
    /// <returns>The level before; now it is DISPATCH_LEVEL.</returns>
    Irql AcquireSpinLock(nuint address);

    /// <summary>Gives a spin lock back.</summary>
    void ReleaseSpinLock(nuint address, Irql before);

    /// <summary>Queues the driver's deferred procedure on the running processor.</summary>
    void QueueDpc(ulong context);

    /// <summary>Queues the driver's deferred procedure after a while.</summary>
    void SetTimer(TimeSpan delay, ulong context);

    /// <summary>Asks the driver's device for something; it interrupts when it is done.</summary>
    void StartDevice(TimeSpan delay, ulong context);

    /// <summary>Takes system page-table entries and gives them frames, as a kernel stack has.</summary>
    /// <param name="pageCount">Pages, from 1.</param>
    /// <param name="mustSucceed">Whether the machine stops with 0x3F when there are none.</param>
    /// <returns>The first address; 0 when there are no entries, or no frames.</returns>
    nuint AllocateMapping(nuint pageCount, bool mustSucceed = false);

    /// <summary>Takes system page-table entries that map nothing yet: NT's MmAllocateMappingAddress.</summary>
    /// <param name="pageCount">Pages, from 1.</param>
    /// <param name="mustSucceed">Whether the machine stops with 0x3F when there are none.</param>
    /// <returns>The first address; 0 when there are no entries.</returns>
    nuint ReserveMapping(nuint pageCount, bool mustSucceed = false);

    /// <summary>Gives back what <see cref="AllocateMapping"/> or <see cref="ReserveMapping"/> gave.</summary>
    void FreeMapping(nuint address, nuint pageCount);

    /// <summary>Writes a line into the machine's log.</summary>
    void Log(string text);
}
