namespace ExPool.Model;

/// <summary>The part of the system's address space that both pools share: x86 from Vista on hands it out by the
/// unit.</summary>
/// <param name="Start">Its first address; a unit begins there.</param>
/// <param name="ByteCount">Whole units.</param>
/// <param name="UnitByteCount">What one page table maps.</param>
/// <param name="HoleStart">The first address in it that is something else's, such as the page tables.</param>
/// <param name="HoleByteCount">Bytes of that, whole units; 0 when there is nothing.</param>
internal sealed record SharedSpace(
    ulong Start, ulong ByteCount, ulong UnitByteCount, ulong HoleStart, ulong HoleByteCount);
