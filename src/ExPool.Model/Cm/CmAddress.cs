using ExPool.Mm;
using ExPool.Model.Ke;
using ExPool.Model.Mm;

namespace ExPool.Model.Cm;

/// <summary>Reads addresses of the registry's blocks from a saved machine, which may come from anybody.</summary>
internal static class CmAddress
{
    private const nuint Alignment = 8;

    /// <summary>Reads an address that is 0 or may be that of a block in paged pool.</summary>
    public static nuint Read(StateReader reader, SystemContext system, string what)
    {
        long at = reader.Offset;
        ulong value = reader.ReadUInt64();
        SystemRange? range = value <= nuint.MaxValue ? system.Memory.Space.Find((nuint)value) : null;
        return value == 0 || (range?.Type == SystemVaType.PagedPool && value % Alignment == 0)
            ? (nuint)value
            : throw StateReader.Damaged(at, $"{what} is at 0x{value:X}; expected a block in paged pool");
    }
}
