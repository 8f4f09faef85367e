using ExPool.Machine;

namespace ExPool.Contract.Tests.Support;

/// <summary>What lies below an executive, for tests that look at it or damage it.</summary>
internal static class RawTables
{
    public static MachineMemory<TMachine> Memory<TMachine>(this Executive<TMachine> pools)
        where TMachine : struct, IMachine => new(pools.Machine);

    public static RawRoot<TMachine> Tables<TMachine>(this Executive<TMachine> pools)
        where TMachine : struct, IMachine => new(pools);
}
