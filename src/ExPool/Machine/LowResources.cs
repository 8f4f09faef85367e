using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ExPool.Ke;
using ExPool.Mm;

namespace ExPool.Machine;

/// <summary>Any machine, whose memory runs out when a test says so.</summary>
/// <remarks>
/// What Driver Verifier's low-resources simulation is to a driver: a commit call fails although there is
/// memory, so that the way back from every failure is walked. All else is the wrapped machine's.
/// </remarks>
/// <typeparam name="TMachine">The machine that is wrapped.</typeparam>
public readonly struct LowResources<TMachine> : IMachine
    where TMachine : struct, IMachine
{
    private readonly TMachine _inner;
    private readonly CommitFaults _faults;

    /// <summary>Wraps a machine.</summary>
    /// <param name="inner">The machine that does the work.</param>
    /// <param name="faults">Which commit calls fail.</param>
    public LowResources(TMachine inner, CommitFaults faults)
    {
        _inner = inner;
        _faults = faults;
    }

    /// <summary>Which commit calls fail, and how many there were.</summary>
    public CommitFaults Faults => _faults;

    /// <inheritdoc/>
    public static int PointerByteCount => TMachine.PointerByteCount;

    /// <inheritdoc/>
    public static int HeaderByteCount => TMachine.HeaderByteCount;

    /// <inheritdoc/>
    public static int UnitByteCount => TMachine.UnitByteCount;

    /// <inheritdoc/>
    public static int FirstBlockByteOffset => TMachine.FirstBlockByteOffset;

    /// <inheritdoc/>
    public MachineFacts Facts => _inner.Facts;

    /// <inheritdoc/>
    public MachineIdentity Identity => _inner.Identity;

    /// <inheritdoc/>
    public nuint LockedByteCount => _inner.LockedByteCount;

    /// <inheritdoc/>
    public int CurrentProcessor => _inner.CurrentProcessor;

    /// <inheritdoc/>
    public int CurrentNode => _inner.CurrentNode;

    /// <inheritdoc/>
    public int MaximumProcessorCount => _inner.MaximumProcessorCount;

    /// <inheritdoc/>
    public nuint ProcessorControl
    {
        get => _inner.ProcessorControl;
        set
        {
            TMachine inner = _inner;
            inner.ProcessorControl = value;
        }
    }

    /// <inheritdoc/>
    public ulong ControlKey => _inner.ControlKey;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadControl(out nuint control) => _inner.ReadControl(out control);

    /// <inheritdoc/>
    public void SynchronizeProcessors() => _inner.SynchronizeProcessors();

    /// <inheritdoc/>
    public Irql CurrentIrql => _inner.CurrentIrql;

    /// <inheritdoc/>
    public long TickCount => _inner.TickCount;

    /// <inheritdoc/>
    public NtStatus ReservePages(SystemVaType type, nuint pageCount, out nuint address) =>
        _inner.ReservePages(type, pageCount, out address);

    /// <inheritdoc/>
    public NtStatus CommitPages(nuint address, nuint pageCount) =>
        _faults.Next() ? NtStatus.CommitmentLimit : _inner.CommitPages(address, pageCount);

    /// <inheritdoc/>
    public void DecommitPages(nuint address, nuint pageCount) => _inner.DecommitPages(address, pageCount);

    /// <inheritdoc/>
    public void ReleasePages(nuint address, nuint pageCount) => _inner.ReleasePages(address, pageCount);

    /// <inheritdoc/>
    public NtStatus ProtectPages(nuint address, nuint pageCount, PageProtection protection) =>
        _inner.ProtectPages(address, pageCount, protection);

    /// <inheritdoc/>
    public nuint? CountResidentPages(nuint address, nuint pageCount) =>
        _inner.CountResidentPages(address, pageCount);

    /// <inheritdoc/>
    public ref readonly T ReadAt<T>(nuint address)
        where T : unmanaged => ref _inner.ReadAt<T>(address);

    /// <inheritdoc/>
    public ref T At<T>(nuint address)
        where T : unmanaged => ref _inner.At<T>(address);

    /// <inheritdoc/>
    public void Prefetch(nuint address) => _inner.Prefetch(address);

    /// <inheritdoc/>
    public void Fill(nuint address, nuint byteCount, byte value) => _inner.Fill(address, byteCount, value);

    /// <inheritdoc/>
    public nuint FindOther(nuint address, nuint byteCount, byte value) =>
        _inner.FindOther(address, byteCount, value);

    /// <inheritdoc/>
    public Irql RaiseIrql(Irql irql) => _inner.RaiseIrql(irql);

    /// <inheritdoc/>
    public void LowerIrql(Irql irql) => _inner.LowerIrql(irql);

    /// <inheritdoc/>
    public void Relax(int round) => _inner.Relax(round);

    /// <inheritdoc/>
    public int DescribeCaller(Span<byte> destination) => _inner.DescribeCaller(destination);

    /// <inheritdoc/>
    [DoesNotReturn]
    public void BugCheck(in BugCheck stop) => _inner.BugCheck(stop);
}
