using ExPool.Machine;

namespace ExPool;

/// <summary>Takes a block that a look-aside list does not keep.</summary>
/// <remarks>FREE_FUNCTION_EX, with its arguments in its order. Called without a lock.</remarks>
/// <typeparam name="TMachine">The machine the pools live on.</typeparam>
/// <param name="address">The payload.</param>
/// <param name="list">The list, with its context.</param>
public delegate void LookasideFree<TMachine>(nuint address, LookasideList<TMachine> list)
    where TMachine : struct, IMachine;
