using System;
using System.Diagnostics.CodeAnalysis;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Mm;

namespace ExPool.Contract.Tests.Machines;

/// <summary>Which node of a machine with several this code pretends to run on.</summary>
public sealed class NodePlan(int count)
{
    public int Count { get; } = count;

    public int Current { get; set; }
}

/// <summary>Any machine, with as many NUMA nodes as a test wants.</summary>
public readonly struct Topology<TMachine>(TMachine inner, NodePlan plan) : IMachine
    where TMachine : struct, IMachine
{
    private readonly TMachine _inner = inner;
    private readonly NodePlan _plan = plan;

    public static int PointerByteCount => TMachine.PointerByteCount;

    public static int HeaderByteCount => TMachine.HeaderByteCount;

    public static int UnitByteCount => TMachine.UnitByteCount;

    public static int FirstBlockByteOffset => TMachine.FirstBlockByteOffset;

    public MachineFacts Facts => _inner.Facts with { NodeCount = _plan.Count };

    public MachineIdentity Identity => _inner.Identity;

    public nuint LockedByteCount => _inner.LockedByteCount;

    public int CurrentProcessor => _inner.CurrentProcessor;

    public int CurrentNode => _plan.Current;

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

    public NtStatus ReservePages(SystemVaType type, nuint pageCount, out nuint address) =>
        _inner.ReservePages(type, pageCount, out address);

    public NtStatus CommitPages(nuint address, nuint pageCount) => _inner.CommitPages(address, pageCount);

    public void DecommitPages(nuint address, nuint pageCount) => _inner.DecommitPages(address, pageCount);

    public void ReleasePages(nuint address, nuint pageCount) => _inner.ReleasePages(address, pageCount);

    public NtStatus ProtectPages(nuint address, nuint pageCount, PageProtection protection) =>
        _inner.ProtectPages(address, pageCount, protection);

    public nuint? CountResidentPages(nuint address, nuint pageCount) => _inner.CountResidentPages(address, pageCount);

    public ref readonly T ReadAt<T>(nuint address)
        where T : unmanaged => ref _inner.ReadAt<T>(address);

    public ref T At<T>(nuint address)
        where T : unmanaged => ref _inner.At<T>(address);

    public void Prefetch(nuint address) => _inner.Prefetch(address);

    public void Fill(nuint address, nuint byteCount, byte value) => _inner.Fill(address, byteCount, value);

    public nuint FindOther(nuint address, nuint byteCount, byte value) => _inner.FindOther(address, byteCount, value);

    public Irql RaiseIrql(Irql irql) => _inner.RaiseIrql(irql);

    public void LowerIrql(Irql irql) => _inner.LowerIrql(irql);

    public void Relax(int round) => _inner.Relax(round);

    public int DescribeCaller(Span<byte> destination) => _inner.DescribeCaller(destination);

    [DoesNotReturn]
    public void BugCheck(in BugCheck stop) => _inner.BugCheck(stop);
}
