using System;
using System.Diagnostics.CodeAnalysis;
using ExPool.Ke;
using ExPool.Mm;

namespace ExPool.Machine;

/// <summary>The machine as the running processor sees it: pages, bytes, interrupt level.</summary>
/// <remarks>
/// <para>Everything below the pools is behind this seam: on the host the operating system, in the model a whole
/// computer. It is a type parameter, not an interface call: a machine is a struct of one reference, without mutable
/// fields, and copies of it are the same machine.</para>
/// <para>Preconditions that hold for all: addresses and counts are whole pages unless a member says bytes;
/// a range lies in one reservation. Failure is a status, never an exception.</para>
/// </remarks>
public interface IMachine
{
    /// <summary>Bytes of an address in machine memory: 4 or 8.</summary>
    static abstract int PointerByteCount { get; }

    /// <summary>Bytes of the header before each small block: 8 or 16.</summary>
    static abstract int HeaderByteCount { get; }

    /// <summary>Bytes of a unit, in which blocks are measured: 8 or 16.</summary>
    static abstract int UnitByteCount { get; }

    /// <summary>Bytes at the start of a page before its first header, so that payloads are aligned: 0, or 8
    /// on the host.</summary>
    static abstract int FirstBlockByteOffset { get; }

    /// <summary>Whether one processor runs at a time and nothing interrupts it inside of the pools: then nobody has to
    /// be told that a list is being worked on.</summary>
    static virtual bool RunsAlone => false;

    /// <summary>What is fixed about the machine.</summary>
    MachineFacts Facts { get; }

    /// <summary>Reserves address space; in NT, MiReserveSystemPtes and the pool regions.</summary>
    /// <param name="type">What the region is for; decides how it is backed and who may read it.</param>
    /// <param name="pageCount">Pages, from 1.</param>
    /// <param name="address">The first address, page-aligned; 0 on failure. Reads of pages not committed
    /// yet give zero where the system can do that.</param>
    NtStatus ReservePages(SystemVaType type, nuint pageCount, out nuint address);

    /// <summary>Makes pages usable that are reserved and not committed, or were decommitted; they read as zero.
    /// Nonpaged pages are made resident as far as permitted.</summary>
    /// <param name="address">The first page.</param>
    /// <param name="pageCount">Pages, from 1.</param>
    NtStatus CommitPages(nuint address, nuint pageCount);

    /// <summary>Makes the next pages of a pool that grows usable, as <see cref="CommitPages"/> does: those that follow
    /// what it has, or, where pools share their addresses, pages further on. Those between then belong to
    /// others.</summary>
    /// <param name="type">The pool's region.</param>
    /// <param name="address">The first page after those that the pool has grown to.</param>
    /// <param name="pageCount">Pages, from 1.</param>
    /// <param name="mayJump">Whether pages further on will do.</param>
    /// <param name="place">The first page that was made usable; the first of a unit, if it is not
    /// <paramref name="address"/>.</param>
    /// <returns>NoMemory when there are no such addresses.</returns>
    NtStatus ExtendPages(SystemVaType type, nuint address, nuint pageCount, bool mayJump, out nuint place)
    {
        place = address;
        return CommitPages(address, pageCount);
    }

    /// <summary>Where pools share their addresses: gives a pool those up to the next that are another's, without
    /// memory, before it goes on behind them.</summary>
    /// <param name="type">The pool's region.</param>
    /// <param name="address">The first page after those that the pool has grown to.</param>
    /// <returns>Pages, to the end of a unit; 0 where there are none.</returns>
    nuint TakeRest(SystemVaType type, nuint address) => 0;

    /// <summary>
    /// Gives committed pages back to the system: their contents, and the promise of memory for them. Nothing may touch
    /// them until <see cref="CommitPages"/> has made them usable again.
    /// </summary>
    /// <param name="address">The first page.</param>
    /// <param name="pageCount">Pages, from 1.</param>
    void DecommitPages(nuint address, nuint pageCount);

    /// <summary>Gives a whole reservation back.</summary>
    /// <param name="address">The address that <see cref="ReservePages"/> gave.</param>
    /// <param name="pageCount">The pages that were asked.</param>
    void ReleasePages(nuint address, nuint pageCount);

    /// <summary>Changes what may be done with committed pages.</summary>
    /// <param name="address">The first page.</param>
    /// <param name="pageCount">Pages, from 1.</param>
    /// <param name="protection">What is allowed from now on.</param>
    NtStatus ProtectPages(nuint address, nuint pageCount, PageProtection protection);

    /// <summary>How many pages of a range are in RAM now; <see langword="null"/> where the system does not
    /// say.</summary>
    /// <param name="address">The first page.</param>
    /// <param name="pageCount">Pages, from 1.</param>
    nuint? CountResidentPages(nuint address, nuint pageCount);

    /// <summary>Bytes of committed pool that the system promised never to page out.</summary>
    nuint LockedByteCount { get; }

    /// <summary>The value at an address, to be read. Used only by views; the reference is dead after one
    /// access.</summary>
    /// <typeparam name="T">At most 8 bytes, naturally aligned.</typeparam>
    /// <param name="address">An address in committed pages.</param>
    ref readonly T ReadAt<T>(nuint address)
        where T : unmanaged;

    /// <summary>
    /// The value at an address, to be written, or read and written at once. Where the hardware notes who writes to a
    /// page, it notes this. Used only by views; the reference is dead after one access.
    /// </summary>
    /// <typeparam name="T">At most 8 bytes, naturally aligned.</typeparam>
    /// <param name="address">An address in committed pages.</param>
    ref T At<T>(nuint address)
        where T : unmanaged;

    /// <summary>Says that a byte will be looked at soon. A hint: it may do nothing, and never faults.</summary>
    /// <param name="address">Any address.</param>
    void Prefetch(nuint address);

    /// <summary>Sets a range of bytes.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="byteCount">Bytes; 0 does nothing.</param>
    /// <param name="value">What to write.</param>
    void Fill(nuint address, nuint byteCount, byte value);

    /// <summary>The offset of the first byte that differs from a value; <paramref name="byteCount"/> when
    /// none does.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="byteCount">Bytes; 0 gives 0.</param>
    /// <param name="value">What is expected.</param>
    nuint FindOther(nuint address, nuint byteCount, byte value);

    /// <summary>
    /// The number of the processor this code runs on, from 0; on the host, of this thread. -1 when the machine has no
    /// number left to give: then counters are kept in a shared place.
    /// </summary>
    int CurrentProcessor { get; }

    /// <summary>The NUMA node this code runs on, from 0, below <see cref="MachineFacts.NodeCount"/>; in NT,
    /// KeGetCurrentNodeNumber.</summary>
    int CurrentNode { get; }

    /// <summary>Processors that may exist at most; <see cref="CurrentProcessor"/> is below it.</summary>
    int MaximumProcessorCount { get; }

    /// <summary>
    /// A word that each processor has of its own, 0 at first: where the pools keep the address of their
    /// processor block. In NT, the processor control region that a segment register points at.
    /// </summary>
    nuint ProcessorControl { get; set; }

    /// <summary>What <see cref="ReadControl"/> answers on a processor of this machine: a number that stands for it,
    /// never 0.</summary>
    ulong ControlKey { get; }

    /// <summary>Reads <see cref="ProcessorControl"/> in the fewest instructions.</summary>
    /// <param name="control">The word; meaningless unless the answer is right.</param>
    /// <returns>
    /// <see cref="ControlKey"/> of the machine whose processor this is, if the word is set and the level is
    /// PASSIVE_LEVEL; else another number.
    /// </returns>
    ulong ReadControl(out nuint control);

    /// <summary>
    /// Returns when every processor has passed a full memory barrier: what this one wrote before is seen by all from
    /// now on. Microseconds; never on a hot path. In NT, KeFlushProcessWriteBuffers.
    /// </summary>
    void SynchronizeProcessors();

    /// <summary>The level this processor runs at.</summary>
    Irql CurrentIrql { get; }

    /// <summary>Raises the level; answers the one before. Raising to a lower level is a caller's mistake.</summary>
    /// <param name="irql">The new level.</param>
    Irql RaiseIrql(Irql irql);

    /// <summary>Lowers the level to what <see cref="RaiseIrql"/> answered.</summary>
    /// <param name="irql">The level to return to.</param>
    void LowerIrql(Irql irql);

    /// <summary>Called while a lock is waited for; each round longer: pause, yield, sleep.</summary>
    /// <param name="round">How many times it was called for this wait, from 0.</param>
    void Relax(int round);

    /// <summary>Time since boot in units of 15.625 ms, NT's clock interval.</summary>
    long TickCount { get; }

    /// <summary>Writes who is calling the pool, as UTF-8 text for people; answers the bytes written, 0 when
    /// unknown.</summary>
    /// <param name="destination">Where to write; text that does not fit is cut.</param>
    int DescribeCaller(Span<byte> destination);

    /// <summary>Stops: throws on the host, or ends the process if so configured; a blue screen in the
    /// model.</summary>
    /// <param name="stop">Code, parameters, tag.</param>
    [DoesNotReturn]
    void BugCheck(in BugCheck stop);

    /// <summary>What a new executive writes into its root block to be found by: its name and process.</summary>
    MachineIdentity Identity { get; }
}
