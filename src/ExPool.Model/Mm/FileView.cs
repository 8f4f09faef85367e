using ExPool.Model.Hal;

namespace ExPool.Model.Mm;

/// <summary>Addresses at which pages of a file are seen.</summary>
/// <param name="Start">The first address.</param>
/// <param name="PageCount">Its pages.</param>
/// <param name="Section">The file.</param>
/// <param name="FirstPage">The page of the file that is seen first: the first one of a chunk.</param>
internal sealed record FileView(nuint Start, uint PageCount, FileSection Section, uint FirstPage)
{
    /// <summary>Whether an address lies in it.</summary>
    public bool Contains(nuint address) =>
        address >= Start && (address - Start) >> PhysicalMemory.PageShift < PageCount;

    /// <summary>The page of the file that is seen at an address.</summary>
    public uint PageOf(nuint address) => FirstPage + (uint)((address - Start) >> PhysicalMemory.PageShift);
}
