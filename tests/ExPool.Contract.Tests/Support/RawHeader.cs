using ExPool.Machine;

namespace ExPool.Contract.Tests.Support;

/// <summary>A block's header as docs/internals/memory-layout.md describes it, to be looked at or damaged.</summary>
internal readonly struct RawHeader<TMachine>(MachineMemory<TMachine> memory, nuint header)
    where TMachine : struct, IMachine
{
    private static int SizeBits => Geometry.Of<TMachine>().SizeBits;

    /// <summary>One of the fields of the lower half.</summary>
    public uint this[HeaderField field]
    {
        get
        {
            (int shift, int width) = PlaceOf(field);
            return (memory.Read<uint>(header) >> shift) & ((1u << width) - 1);
        }

        set
        {
            (int shift, int width) = PlaceOf(field);
            uint mask = ((1u << width) - 1) << shift;
            memory.Write(header, (memory.Read<uint>(header) & ~mask) | ((value << shift) & mask));
        }
    }

    private static (int Shift, int Width) PlaceOf(HeaderField field) => field switch
    {
        HeaderField.PreviousUnits => (0, SizeBits),
        HeaderField.PoolIndex => (SizeBits, 16 - SizeBits),
        HeaderField.Units => (16, SizeBits),
        _ => (16 + SizeBits, 16 - SizeBits),
    };
}
