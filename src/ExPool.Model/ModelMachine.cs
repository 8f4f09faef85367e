using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Mm;

namespace ExPool.Model;

/// <summary>A model computer as a machine for the pools.</summary>
/// <remarks>One reference; all that happens, happens in the computer. Not for several threads of the host at
/// once.</remarks>
/// <typeparam name="TKind">How wide its words are.</typeparam>
public readonly struct ModelMachine<TKind> : IMachine
    where TKind : struct, IMachineKind
{
    private readonly ModelCore _core;

    internal ModelMachine(ModelCore core) => _core = core;

    /// <summary>What it is made of.</summary>
    internal ModelCore Core => _core;

    /// <inheritdoc/>
    public static int PointerByteCount => TKind.PointerByteCount;

    /// <inheritdoc/>
    public static int HeaderByteCount => TKind.HeaderByteCount;

    /// <inheritdoc/>
    public static int UnitByteCount => TKind.HeaderByteCount;

    /// <inheritdoc/>
    public static int FirstBlockByteOffset => 0;

    /// <inheritdoc/>
    public static bool RunsAlone => true;

    /// <inheritdoc/>
    public MachineFacts Facts => _core.Facts;

    /// <inheritdoc/>
    public nuint LockedByteCount => (nuint)_core.NonPagedPoolByteCount;

    /// <inheritdoc/>
    public int CurrentProcessor => _core.CurrentProcessor;

    /// <inheritdoc/>
    public int CurrentNode => 0;

    /// <inheritdoc/>
    public int MaximumProcessorCount => _core.ProcessorCount;

    /// <inheritdoc/>
    public nuint ProcessorControl
    {
        get => _core.Control;
        set => _core.Control = value;
    }

    /// <inheritdoc/>
    public ulong ControlKey => ModelCore.ControlKey;

    /// <inheritdoc/>
    public Irql CurrentIrql => _core.Running.Irql;

    /// <inheritdoc/>
    public long TickCount => _core.Clock.TickCount;

    /// <inheritdoc/>
    public MachineIdentity Identity => _core.Identity;

    /// <inheritdoc/>
    public ulong ReadControl(out nuint control)
    {
        control = _core.Control;
        return control != 0 && _core.Running.Irql == Irql.Passive ? ModelCore.ControlKey : 0;
    }

    /// <inheritdoc/>
    public NtStatus ReservePages(SystemVaType type, nuint pageCount, out nuint address) =>
        _core.Reserve(type, pageCount, out address);

    /// <inheritdoc/>
    public NtStatus CommitPages(nuint address, nuint pageCount) => _core.Commit(address, pageCount);

    /// <inheritdoc/>
    public NtStatus ExtendPages(SystemVaType type, nuint address, nuint pageCount, bool mayJump, out nuint place) =>
        _core.Extend(type, address, pageCount, mayJump, out place);

    /// <inheritdoc/>
    public nuint TakeRest(SystemVaType type, nuint address) => _core.TakeRest(type, address);

    /// <inheritdoc/>
    public void DecommitPages(nuint address, nuint pageCount) => _core.Decommit(address, pageCount);

    /// <inheritdoc/>
    public void ReleasePages(nuint address, nuint pageCount) => _core.Release(address, pageCount);

    /// <inheritdoc/>
    public NtStatus ProtectPages(nuint address, nuint pageCount, PageProtection protection) =>
        _core.Pages.Protect(address, pageCount, protection);

    /// <inheritdoc/>
    public nuint? CountResidentPages(nuint address, nuint pageCount) =>
        _core.Pages.CountResident(address, pageCount);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ref readonly T ReadAt<T>(nuint address)
        where T : unmanaged => ref *(T*)_core.ToRead(address);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ref T At<T>(nuint address)
        where T : unmanaged => ref *(T*)_core.ToWrite(address);

    /// <inheritdoc/>
    public void Prefetch(nuint address)
    {
        // There is nothing that would be sooner at hand.
    }

    /// <inheritdoc/>
    public void Fill(nuint address, nuint byteCount, byte value) => _core.Fill(address, byteCount, value);

    /// <inheritdoc/>
    public nuint FindOther(nuint address, nuint byteCount, byte value) => _core.FindOther(address, byteCount, value);

    /// <inheritdoc/>
    public void SynchronizeProcessors()
    {
        // One processor runs at a time: the others have seen everything.
    }

    /// <inheritdoc/>
    public Irql RaiseIrql(Irql irql)
    {
        Hal.Processor running = _core.Running;
        Irql before = running.Irql;
        running.Irql = irql > before ? irql : before;
        return before;
    }

    /// <inheritdoc/>
    public void LowerIrql(Irql irql) => _core.Running.Irql = irql;

    /// <inheritdoc/>
    public void Relax(int round)
    {
        // Steps run to their end, so a lock is never held when another processor asks for it.
        const int Patience = 1000;
        if (round > Patience)
        {
            throw new InvalidOperationException("A lock of the pools was never given back.");
        }
    }

    /// <inheritdoc/>
    public int DescribeCaller(Span<byte> destination)
    {
        Encoding.UTF8.GetEncoder().Convert(_core.RunningDriver, destination, true, out _, out int byteCount, out _);
        return byteCount;
    }

    /// <inheritdoc/>
    [DoesNotReturn]
    public void BugCheck(in BugCheck stop) => _core.Stop.Raise(stop);
}
