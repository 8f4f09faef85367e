using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Threading;
using ExPool.Ke;
using ExPool.Mm;

namespace ExPool.Machine;

/// <summary>This process as a machine: its memory is the operating system's, its processors are its
/// threads.</summary>
/// <remarks>
/// Blocks have the 8-byte form of the header and 16-byte units: half the overhead of 64-bit NT, the same
/// alignment. The operating system serves page faults; nothing managed runs in one.
/// </remarks>
public readonly struct HostMachine : IMachine
{
    private readonly State _state;

    private HostMachine(State state) => _state = state;

    /// <summary>Makes this process a machine for one executive.</summary>
    /// <param name="options">Name, locking, what a stop does; <see langword="null"/> for the defaults.</param>
    /// <exception cref="PlatformNotSupportedException">The system is neither Linux nor Windows.</exception>
    /// <exception cref="ArgumentException">The name is empty, too long, or has a '/' or a control
    /// character.</exception>
    public static HostMachine Create(HostMachineOptions? options = null)
    {
        options ??= new HostMachineOptions();
        HostName.Check(options.Name);
        return new HostMachine(new State(options));
    }

    /// <inheritdoc/>
    public static int PointerByteCount => 8;

    /// <inheritdoc/>
    public static int HeaderByteCount => 8;

    /// <inheritdoc/>
    public static int UnitByteCount => 16;

    /// <inheritdoc/>
    public static int FirstBlockByteOffset => 8;

    /// <inheritdoc/>
    public MachineFacts Facts => _state.Facts;

    /// <inheritdoc/>
    public MachineIdentity Identity => _state.Identity;

    /// <inheritdoc/>
    public nuint LockedByteCount => _state.Memory.LockedByteCount;

    /// <inheritdoc/>
    public int CurrentProcessor => _state.Threads.CurrentNumber;

    /// <inheritdoc/>
    public int CurrentNode => _state.Nodes.Current;

    /// <inheritdoc/>
    public int MaximumProcessorCount => HostThreads.MaximumCount;

    /// <inheritdoc/>
    public nuint ProcessorControl
    {
        get => _state.Threads.CurrentControl;
        set => _state.Threads.CurrentControl = value;
    }

    /// <inheritdoc/>
    public ulong ControlKey => _state.Threads.Machine;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadControl(out nuint control)
    {
        control = HostThread.t_control;
        return HostThread.t_key;
    }

    /// <inheritdoc/>
    public void SynchronizeProcessors() => Interlocked.MemoryBarrierProcessWide();

    /// <inheritdoc/>
    public Irql CurrentIrql => HostThread.Level;

    /// <inheritdoc/>
    public long TickCount => Environment.TickCount64 * 8 / 125;

    /// <inheritdoc/>
    public NtStatus ReservePages(SystemVaType type, nuint pageCount, out nuint address) =>
        _state.Memory.Reserve(type, pageCount * HostMemory.PageByteCount, out address);

    /// <inheritdoc/>
    public NtStatus CommitPages(nuint address, nuint pageCount) =>
        _state.Memory.Commit(address, pageCount * HostMemory.PageByteCount);

    /// <inheritdoc/>
    public void DecommitPages(nuint address, nuint pageCount) =>
        _state.Memory.Decommit(address, pageCount * HostMemory.PageByteCount);

    /// <inheritdoc/>
    public void ReleasePages(nuint address, nuint pageCount) =>
        _state.Memory.Release(address, pageCount * HostMemory.PageByteCount);

    /// <inheritdoc/>
    public NtStatus ProtectPages(nuint address, nuint pageCount, PageProtection protection) =>
        _state.Memory.Protect(address, pageCount * HostMemory.PageByteCount, protection);

    /// <inheritdoc/>
    public nuint? CountResidentPages(nuint address, nuint pageCount) =>
        _state.Memory.CountResident(address, pageCount * HostMemory.PageByteCount);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ref readonly T ReadAt<T>(nuint address)
        where T : unmanaged => ref *(T*)address;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe ref T At<T>(nuint address)
        where T : unmanaged => ref *(T*)address;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(nuint address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0((void*)address);
        }
    }

    /// <inheritdoc/>
    public unsafe void Fill(nuint address, nuint byteCount, byte value) =>
        NativeMemory.Fill((void*)address, byteCount, value);

    /// <inheritdoc/>
    public unsafe nuint FindOther(nuint address, nuint byteCount, byte value)
    {
        const int SpanByteCount = 1 << 30; // A span's length is an int.
        for (nuint offset = 0; offset < byteCount;)
        {
            int length = (int)Math.Min(byteCount - offset, SpanByteCount);
            int found = new ReadOnlySpan<byte>((void*)(address + offset), length).IndexOfAnyExcept(value);
            if (found >= 0)
            {
                return offset + (nuint)found;
            }

            offset += (nuint)length;
        }

        return byteCount;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Irql RaiseIrql(Irql irql)
    {
        Irql before = HostThread.Level;
        if (irql > before)
        {
            HostThread.Level = irql;
        }

        return before;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void LowerIrql(Irql irql) => HostThread.Level = irql;

    /// <inheritdoc/>
    public void Relax(int round)
    {
        const int SpinRounds = 10;
        const int YieldRounds = 30;
        if (round < SpinRounds && Environment.ProcessorCount > 1)
        {
            Thread.SpinWait(1 << Math.Min(round, 6));
        }
        else if (round < YieldRounds)
        {
            Thread.Yield();
        }
        else
        {
            Thread.Sleep(round < 2 * YieldRounds ? 0 : 1);
        }
    }

    /// <inheritdoc/>
    public int DescribeCaller(Span<byte> destination) => HostCallSite.Describe(destination);

    /// <inheritdoc/>
    [DoesNotReturn]
    public void BugCheck(in BugCheck stop)
    {
        if (_state.Options.OnBugCheck == BugCheckAction.FailFast)
        {
            Environment.FailFast(stop.ToString());
        }

        throw new BugCheckException(stop);
    }

    private sealed class State
    {
        public State(HostMachineOptions options)
        {
            Options = options;
            Memory = HostMemory.Create(options);
            Nodes = HostNodes.Read();
            Facts = HostFacts.Read(options) with { NodeCount = Nodes.Count };
            Identity = new MachineIdentity(
                options.Name, Environment.ProcessId, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        }

        public HostMachineOptions Options { get; }

        public HostMemory Memory { get; }

        public HostNodes Nodes { get; }

        public HostThreads Threads { get; } = new();

        public MachineFacts Facts { get; }

        public MachineIdentity Identity { get; }
    }
}
