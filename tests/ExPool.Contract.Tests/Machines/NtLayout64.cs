using System;
using System.Diagnostics.CodeAnalysis;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Mm;

namespace ExPool.Contract.Tests.Machines;

/// <summary>
/// Any machine with the block geometry of 64-bit Windows, to show that the engine follows the machine's
/// numbers.
/// </summary>
/// <remarks>
/// NT's POOL_HEADER on x64: 16 bytes, units of 16, the first header at the page's first byte, 256 units a
/// page. A page is one unit more than BlockSize can say, so that a block of a whole page cannot be stamped:
/// the host's geometry never meets this.
/// </remarks>
public readonly struct NtLayout64<TMachine>(TMachine inner) : IMachine
    where TMachine : struct, IMachine
{
    private readonly TMachine _inner = inner;

    public static int PointerByteCount => 8;

    public static int HeaderByteCount => 16;

    public static int UnitByteCount => 16;

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

    public ulong ReadControl(out nuint control) => _inner.ReadControl(out control);

    public void SynchronizeProcessors() => _inner.SynchronizeProcessors();

    public Irql CurrentIrql => _inner.CurrentIrql;

    public long TickCount => _inner.TickCount;

    public NtStatus ReservePages(SystemVaType type, nuint pageCount, out nuint address) =>
        _inner.ReservePages(type, pageCount, out address);

    public NtStatus CommitPages(nuint address, nuint pageCount) => _inner.CommitPages(address, pageCount);

    public void DecommitPages(nuint address, nuint pageCount) => _inner.DecommitPages(address, pageCount);

    public void ReleasePages(nuint address, nuint pageCount) => _inner.ReleasePages(address, pageCount);

    public NtStatus ProtectPages(nuint address, nuint pageCount, PageProtection protection) =>
        _inner.ProtectPages(address, pageCount, protection);

    public nuint? CountResidentPages(nuint address, nuint pageCount) =>
        _inner.CountResidentPages(address, pageCount);

    public ref readonly T ReadAt<T>(nuint address)
        where T : unmanaged => ref _inner.ReadAt<T>(address);

    public ref T At<T>(nuint address)
        where T : unmanaged => ref _inner.At<T>(address);

    public void Prefetch(nuint address) => _inner.Prefetch(address);

    public void Fill(nuint address, nuint byteCount, byte value) => _inner.Fill(address, byteCount, value);

    public nuint FindOther(nuint address, nuint byteCount, byte value) =>
        _inner.FindOther(address, byteCount, value);

    public Irql RaiseIrql(Irql irql) => _inner.RaiseIrql(irql);

    public void LowerIrql(Irql irql) => _inner.LowerIrql(irql);

    public void Relax(int round) => _inner.Relax(round);

    public int DescribeCaller(Span<byte> destination) => _inner.DescribeCaller(destination);

    [DoesNotReturn]
    public void BugCheck(in BugCheck stop) => _inner.BugCheck(stop);
}
