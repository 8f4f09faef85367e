using System;
using System.Diagnostics.CodeAnalysis;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Mm;

namespace ExPool.Contract.Tests.Machines;

/// <summary>Any machine with the addresses and the block geometry of 32-bit Windows.</summary>
/// <remarks>
/// NT's POOL_HEADER on x86: 8 bytes, units of 8, the first header at the page's first byte, 512 units a page, of which
/// a header can say 511; links have 4 bytes. Addresses are its own, below 4 GiB: the memory of the wrapped machine
/// is reached by no other way, and an access to what nobody reserved throws.
/// </remarks>
public readonly struct NtLayout32<TMachine>(TMachine inner) : IMachine
    where TMachine : struct, IMachine
{
    private readonly TMachine _inner = inner;
    private readonly ShortAddresses _addresses = new();

    public static int PointerByteCount => 4;

    public static int HeaderByteCount => 8;

    public static int UnitByteCount => 8;

    public static int FirstBlockByteOffset => 0;

    public MachineFacts Facts => _inner.Facts;

    public MachineIdentity Identity => _inner.Identity;

    public nuint LockedByteCount => _inner.LockedByteCount;

    public int CurrentProcessor => _inner.CurrentProcessor;

    public int CurrentNode => _inner.CurrentNode;

    public int MaximumProcessorCount => _inner.MaximumProcessorCount;

    public nuint ProcessorControl
    {
        get => _inner.ProcessorControl;
        set
        {
            TMachine inner = _inner;
            inner.ProcessorControl = value;
        }
    }

    public ulong ControlKey => _inner.ControlKey;

    public Irql CurrentIrql => _inner.CurrentIrql;

    public long TickCount => _inner.TickCount;

    public ulong ReadControl(out nuint control) => _inner.ReadControl(out control);

    public void SynchronizeProcessors() => _inner.SynchronizeProcessors();

    public NtStatus ReservePages(SystemVaType type, nuint pageCount, out nuint address)
    {
        NtStatus status = _inner.ReservePages(type, pageCount, out nuint actual);
        address = status == NtStatus.Success ? _addresses.Add(actual, pageCount) : 0;
        return status;
    }

    public NtStatus CommitPages(nuint address, nuint pageCount) => _inner.CommitPages(ActualOf(address), pageCount);

    public void DecommitPages(nuint address, nuint pageCount) => _inner.DecommitPages(ActualOf(address), pageCount);

    public void ReleasePages(nuint address, nuint pageCount)
    {
        _inner.ReleasePages(ActualOf(address), pageCount);
        _addresses.Remove(address);
    }

    public NtStatus ProtectPages(nuint address, nuint pageCount, PageProtection protection) =>
        _inner.ProtectPages(ActualOf(address), pageCount, protection);

    public nuint? CountResidentPages(nuint address, nuint pageCount) =>
        _inner.CountResidentPages(ActualOf(address), pageCount);

    public ref readonly T ReadAt<T>(nuint address)
        where T : unmanaged => ref _inner.ReadAt<T>(ActualOf<T>(address));

    public ref T At<T>(nuint address)
        where T : unmanaged => ref _inner.At<T>(ActualOf<T>(address));

    public void Prefetch(nuint address)
    {
    }

    public void Fill(nuint address, nuint byteCount, byte value)
    {
        if (byteCount != 0)
        {
            _inner.Fill(ActualOf(address), byteCount, value);
        }
    }

    public nuint FindOther(nuint address, nuint byteCount, byte value) =>
        byteCount == 0 ? 0 : _inner.FindOther(ActualOf(address), byteCount, value);

    public Irql RaiseIrql(Irql irql) => _inner.RaiseIrql(irql);

    public void LowerIrql(Irql irql) => _inner.LowerIrql(irql);

    public void Relax(int round) => _inner.Relax(round);

    public int DescribeCaller(Span<byte> destination) => _inner.DescribeCaller(destination);

    [DoesNotReturn]
    public void BugCheck(in BugCheck stop) => _inner.BugCheck(stop);

    private nuint ActualOf(nuint address) => _addresses.ActualOf(address);

    /// <summary>Refuses an access that the seam does not allow: of more than 8 bytes, or not aligned.</summary>
    private unsafe nuint ActualOf<T>(nuint address)
        where T : unmanaged => sizeof(T) <= sizeof(ulong) && address % (nuint)sizeof(T) == 0
            ? ActualOf(address)
            : throw new InvalidOperationException($"An access to {sizeof(T)} bytes at 0x{address:X} is not allowed.");
}
