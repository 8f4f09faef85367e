using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>The run of pages that starts or ends at a page: its length, and its neighbours in a bin of free
/// runs.</summary>
/// <remarks>Written in the first page of any run, and in the last page of a free one. Guarded by the pool's
/// lock.</remarks>
internal readonly ref struct RunRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int ByteCount = 0x10;
    public const int NextOffset = 0x0;
    public const int PreviousOffset = 0x4;
    public const int PageCountOffset = 0x8;

    public nuint Address => address;

    /// <summary>Page number + 1 of the next free run of the bin; 0 for none.</summary>
    public uint Next
    {
        get => Cell<TMachine>.Read<uint>(machine, address + NextOffset);
        set => Cell<TMachine>.Write(machine, address + NextOffset, value);
    }

    /// <summary>Page number + 1; 0 for the first.</summary>
    public uint Previous
    {
        get => Cell<TMachine>.Read<uint>(machine, address + PreviousOffset);
        set => Cell<TMachine>.Write(machine, address + PreviousOffset, value);
    }

    /// <summary>In the first page of a large block, where a free run has <see cref="Previous"/>: the process that is
    /// charged; 0 for none.</summary>
    public uint Owner
    {
        get => Cell<TMachine>.Read<uint>(machine, address + PreviousOffset);
        set => Cell<TMachine>.Write(machine, address + PreviousOffset, value);
    }

    public uint PageCount
    {
        get => Cell<TMachine>.Read<uint>(machine, address + PageCountOffset);
        set => Cell<TMachine>.Write(machine, address + PageCountOffset, value);
    }
}
