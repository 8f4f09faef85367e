using System;
using System.Diagnostics.CodeAnalysis;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Mm;

namespace ExPool.Contract.Tests.Machines;

/// <summary>
/// Any machine, whose calls are counted, whose clock a test may set, and which lets a test act in the middle of
/// an operation.
/// </summary>
public readonly struct Recorded<TMachine>(TMachine inner, MachineRecord record) : IMachine
    where TMachine : struct, IMachine
{
    private readonly TMachine _inner = inner;
    private readonly MachineRecord _record = record;

    public static int PointerByteCount => TMachine.PointerByteCount;

    public static int HeaderByteCount => TMachine.HeaderByteCount;

    public static int UnitByteCount => TMachine.UnitByteCount;

    public static int FirstBlockByteOffset => TMachine.FirstBlockByteOffset;

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

    public long TickCount => _record.Ticks ?? _inner.TickCount;

    public ulong ReadControl(out nuint control) => _inner.ReadControl(out control);

    public void SynchronizeProcessors()
    {
        _record.Count();
        _inner.SynchronizeProcessors();
        _record.OnSynchronize?.Invoke();
    }

    public NtStatus ReservePages(SystemVaType type, nuint pageCount, out nuint address) =>
        _inner.ReservePages(type, pageCount, out address);

    public NtStatus CommitPages(nuint address, nuint pageCount)
    {
        _record.Count();
        NtStatus status = _inner.CommitPages(address, pageCount);
        if (status == NtStatus.Success)
        {
            _record.OnCommitment?.Invoke(address, pageCount, true);
        }

        return status;
    }

    public void DecommitPages(nuint address, nuint pageCount)
    {
        _record.Count();
        _record.OnDecommit?.Invoke();
        _record.OnCommitment?.Invoke(address, pageCount, false);
        _inner.DecommitPages(address, pageCount);
    }

    public void ReleasePages(nuint address, nuint pageCount) => _inner.ReleasePages(address, pageCount);

    public NtStatus ProtectPages(nuint address, nuint pageCount, PageProtection protection)
    {
        _record.Count();
        return _inner.ProtectPages(address, pageCount, protection);
    }

    public nuint? CountResidentPages(nuint address, nuint pageCount) =>
        _inner.CountResidentPages(address, pageCount);

    public ref readonly T ReadAt<T>(nuint address)
        where T : unmanaged
    {
        _record.OnAccess?.Invoke(address);
        return ref _inner.ReadAt<T>(address);
    }

    public ref T At<T>(nuint address)
        where T : unmanaged
    {
        _record.OnAccess?.Invoke(address);
        return ref _inner.At<T>(address);
    }

    public void Prefetch(nuint address) => _inner.Prefetch(address);

    public void Fill(nuint address, nuint byteCount, byte value) => _inner.Fill(address, byteCount, value);

    public nuint FindOther(nuint address, nuint byteCount, byte value) =>
        _inner.FindOther(address, byteCount, value);

    public Irql RaiseIrql(Irql irql)
    {
        _record.Count();
        return _inner.RaiseIrql(irql);
    }

    public void LowerIrql(Irql irql) => _inner.LowerIrql(irql);

    public void Relax(int round)
    {
        _record.Count();
        _inner.Relax(round);
    }

    public int DescribeCaller(Span<byte> destination) => _inner.DescribeCaller(destination);

    [DoesNotReturn]
    public void BugCheck(in BugCheck stop) => _inner.BugCheck(stop);
}
