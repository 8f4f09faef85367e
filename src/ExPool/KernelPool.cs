using System;
using System.Runtime.CompilerServices;
using System.Threading;
using ExPool.Machine;
using ExPool.Snapshots;

namespace ExPool;

/// <summary>This process's own pools: started at the first use, open to all threads, found by tools under
/// the process's id.</summary>
/// <example>
/// <code>
/// using PoolMemory buffer = KernelPool.Rent(4096, "Cach");
/// buffer.Memory.Span.Fill(1);
/// </code>
/// </example>
public static class KernelPool
{
    private static readonly Lock s_lock = new();
    private static volatile Executive<HostMachine>? s_executive;
    private static ExecutiveOptions s_options = ExecutiveOptions.Default;
    private static HostMachineOptions s_host = new();

    /// <summary>Whether the pools were used yet.</summary>
    public static bool IsStarted => s_executive is not null;

    /// <summary>The pools; the first use starts them.</summary>
    /// <exception cref="PoolException">The system has no address space or memory for pools of the
    /// configured sizes.</exception>
    public static Executive<HostMachine> Executive => s_executive ?? Start();

    /// <summary>Little or plenty is left of a pool, or no longer; see
    /// <see cref="Executive{TMachine}.ConditionChanged"/>. Listening does not start the pools.</summary>
    public static event EventHandler<PoolConditionEventArgs>? ConditionChanged;

    /// <summary>Chooses sizes, limits and name. Possible only before the first use.</summary>
    /// <param name="options">Sizes and limits.</param>
    /// <param name="host">Name, locking and what a stop does; <see langword="null"/> for the defaults.</param>
    /// <exception cref="InvalidOperationException">The pools are in use already.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside of its range.</exception>
    public static void Configure(ExecutiveOptions options, HostMachineOptions? host = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        lock (s_lock)
        {
            if (IsStarted)
            {
                throw new InvalidOperationException(
                    "The pools are in use; configure them before the first allocation.");
            }

            s_options = options;
            s_host = host ?? new HostMachineOptions();
        }
    }

    /// <summary>Allocates a block by address; see
    /// <see cref="Executive{TMachine}.Allocate(PoolFlags, nuint, PoolTag)"/>.</summary>
    /// <param name="flags">Exactly one of the pools, and how to answer.</param>
    /// <param name="byteCount">Bytes wanted; 0 counts as 1.</param>
    /// <param name="tag">Who allocates; not none.</param>
    /// <returns>The address; 0 when the request is refused.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Allocate(PoolFlags flags, nuint byteCount, PoolTag tag) =>
        Executive.Allocate(flags, byteCount, tag);

    /// <summary>Allocates a block by address, unless the pool is too short of memory for its priority; see
    /// <see cref="Executive{TMachine}.Allocate(PoolFlags, nuint, PoolTag, PoolPriority)"/>.</summary>
    /// <param name="flags">Exactly one of the pools, and how to answer.</param>
    /// <param name="byteCount">Bytes wanted; 0 counts as 1.</param>
    /// <param name="tag">Who allocates; not none.</param>
    /// <param name="priority">How much the request matters.</param>
    /// <returns>The address; 0 when the request is refused.</returns>
    public static nuint Allocate(PoolFlags flags, nuint byteCount, PoolTag tag, PoolPriority priority) =>
        Executive.Allocate(flags, byteCount, tag, priority);

    /// <summary>Frees a block by address; see <see cref="Executive{TMachine}.Free"/>.</summary>
    /// <param name="address">What an allocation answered.</param>
    /// <param name="tag">The tag it was allocated with; none is not checked.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Free(nuint address, PoolTag tag = default) => Executive.Free(address, tag);

    /// <summary>Allocates a value of a type; zero unless <see cref="PoolFlags.Uninitialized"/> is given.</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="tag">Who allocates; not none.</param>
    /// <param name="flags">Exactly one of the pools, and how to answer.</param>
    /// <returns>Where the value lies, until it is freed with <see cref="Free(nuint, PoolTag)"/>; null when
    /// the request is refused.</returns>
    public static unsafe T* Allocate<T>(PoolTag tag, PoolFlags flags = PoolFlags.NonPaged)
        where T : unmanaged => (T*)Executive.Allocate(flags, (nuint)sizeof(T), tag);

    /// <summary>Rents bytes as memory that is given back when it is disposed.</summary>
    /// <param name="byteCount">Bytes, from 0.</param>
    /// <param name="tag">Who allocates; not none.</param>
    /// <param name="flags">Exactly one of the pools; zeroed unless <see cref="PoolFlags.Uninitialized"/>.</param>
    /// <exception cref="PoolException">The pool is exhausted, or flags or tag are not valid.</exception>
    public static PoolMemory Rent(int byteCount, PoolTag tag, PoolFlags flags = PoolFlags.Paged)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteCount);
        nuint address = Executive.Allocate(flags | PoolFlags.RaiseOnFailure, (nuint)byteCount, tag);
        return new PoolMemory(address, byteCount, tag);
    }

    /// <summary>Rents an array of values as memory that is given back when it is disposed.</summary>
    /// <typeparam name="T">A type without references.</typeparam>
    /// <param name="count">Elements, from 0.</param>
    /// <param name="tag">Who allocates; not none.</param>
    /// <param name="flags">Exactly one of the pools; zeroed unless <see cref="PoolFlags.Uninitialized"/>.</param>
    /// <exception cref="PoolException">The pool is exhausted, or flags or tag are not valid.</exception>
    public static unsafe PoolMemory<T> Rent<T>(int count, PoolTag tag, PoolFlags flags = PoolFlags.Paged)
        where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        nuint byteCount = checked((nuint)count * (nuint)sizeof(T));
        return new PoolMemory<T>(Executive.Allocate(flags | PoolFlags.RaiseOnFailure, byteCount, tag), count, tag);
    }

    /// <summary>Makes a list of blocks of one size; see
    /// <see cref="Executive{TMachine}.CreateLookasideList(PoolFlags, nuint, PoolTag, int)"/>.</summary>
    /// <param name="flags">Exactly one of the pools, and how to answer.</param>
    /// <param name="byteCount">Bytes of a block; below 16 counts as 16.</param>
    /// <param name="tag">The tag of the blocks; not none.</param>
    /// <param name="maximumDepth">Blocks that may ever be kept, 4 to 256.</param>
    public static LookasideList<HostMachine> CreateLookasideList(
        PoolFlags flags, nuint byteCount, PoolTag tag, int maximumDepth = 256) =>
        Executive.CreateLookasideList(flags, byteCount, tag, maximumDepth);

    /// <summary>The counters now.</summary>
    public static PoolSnapshot Capture() => Executive.Capture();

    private static Executive<HostMachine> Start()
    {
        lock (s_lock)
        {
            if (s_executive is null)
            {
                Executive<HostMachine> executive =
                    Executive<HostMachine>.Boot(HostMachine.Create(s_host), s_options);
                executive.ConditionChanged += static (sender, change) => ConditionChanged?.Invoke(sender, change);
                _ = BalanceSetManager.Start(executive);
                s_executive = executive;
            }

            return s_executive;
        }
    }
}
