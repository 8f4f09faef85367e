using System;

namespace ExPool.Mm;

/// <summary>Memory by physical address: a model's RAM, or what a crash dump saved of it.</summary>
public interface IPhysicalMemory
{
    /// <summary>Reads bytes up to the first hole.</summary>
    /// <param name="physicalAddress">Any value; beyond the memory there is a hole.</param>
    /// <param name="destination">Takes the bytes; what lies after those read is left as it was.</param>
    /// <returns>How many bytes were read: 0 when the address itself is in a hole. A hole never throws.</returns>
    int Read(ulong physicalAddress, Span<byte> destination);
}
