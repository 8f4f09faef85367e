using ExPool.Machine;

namespace ExPool;

/// <summary>Makes a block for a look-aside list that holds none.</summary>
/// <remarks>
/// ALLOCATE_FUNCTION_EX, with its arguments in its order. Called without a lock. A block that is to be held later must
/// be one of these pools with the list's tag and size; any other is passed to the list's free function at once.
/// </remarks>
/// <typeparam name="TMachine">The machine the pools live on.</typeparam>
/// <param name="flags">The list's flags, which say how to answer when there is no memory.</param>
/// <param name="byteCount">The list's size.</param>
/// <param name="tag">The list's tag.</param>
/// <param name="list">The list, with its context.</param>
/// <returns>The payload; 0 when there is no memory.</returns>
public delegate nuint LookasideAllocate<TMachine>(
    PoolFlags flags, nuint byteCount, PoolTag tag, LookasideList<TMachine> list)
    where TMachine : struct, IMachine;
