using ExPool.Ke;
using ExPool.Model.Profiles;

namespace ExPool.Model.Cm;

/// <summary>Finds the address of a block of a hive: NT's cell map, which always lies in paged pool.</summary>
/// <remarks>A cell's index has 10 bits for the directory, 9 for a table, 12 for the place in a block
/// (docs/sources.md#registry). The directory is made with the second table.</remarks>
internal sealed class HiveMap(SystemContext system, RegistryQuota quota, HiveBlock hive)
{
    /// <summary>Bytes of a block.</summary>
    public const uint BlockByteCount = 4096;

    /// <summary>Blocks of a hive at most.</summary>
    public const uint MostBlocks = TableLength * DirectoryLength;

    private const uint TableLength = 512;
    private const uint DirectoryLength = 1024;

    private readonly StructureForm _table = system.Structures["HiveMapTable"];
    private readonly StructureForm _directory = system.Structures["HiveMapDirectory"];

    private ModelKernel Kernel => system.Kernel;

    private uint EntryByteCount => _table.ByteCount / TableLength;

    private uint PointerByteCount => (uint)Kernel.PointerByteCount;

    /// <summary>Where a block lies.</summary>
    public nuint AddressOf(uint block) => Kernel.Pointer(EntryOf(block), 0);

    /// <summary>Where the bin begins that a block is of.</summary>
    public nuint BinOf(uint block) => Kernel.Pointer(EntryOf(block), PointerByteCount);

    /// <summary>Says where a block lies.</summary>
    public void Set(uint block, nuint address, nuint bin)
    {
        nuint entry = EntryOf(block);
        Kernel.SetPointer(entry, 0, address);
        Kernel.SetPointer(entry, PointerByteCount, bin);
    }

    /// <summary>Makes tables for so many blocks.</summary>
    /// <param name="before">Blocks that have tables; none when that is 0.</param>
    /// <param name="after">Blocks that are to have some.</param>
    public NtStatus Grow(uint before, uint after)
    {
        if (after > MostBlocks)
        {
            return NtStatus.InsufficientResources;
        }

        for (uint table = TablesOf(before); table < TablesOf(after); table++)
        {
            NtStatus status = Add(table);
            if (status != NtStatus.Success)
            {
                Shrink(table * TableLength, before);
                return status;
            }
        }

        return NtStatus.Success;
    }

    /// <summary>Gives tables back that fewer blocks do not need.</summary>
    public void Shrink(uint before, uint after)
    {
        for (uint table = TablesOf(before); table > TablesOf(after); table--)
        {
            Remove(table - 1);
        }
    }

    private static uint TablesOf(uint blocks) => (blocks + TableLength - 1) / TableLength;

    private nuint EntryOf(uint block)
    {
        nuint table = hive.Directory is nuint directory and not 0
            ? Kernel.Pointer(directory, block / TableLength * PointerByteCount)
            : hive.Table;
        return unchecked(table + (block % TableLength * EntryByteCount));
    }

    private NtStatus Add(uint table)
    {
        if (table == 1)
        {
            NtStatus made = Take(_directory, out nuint directory);
            if (made != NtStatus.Success)
            {
                return made;
            }

            Kernel.SetPointer(directory, 0, hive.Table);
            hive.Directory = directory;
        }

        NtStatus status = Take(_table, out nuint block);
        if (status != NtStatus.Success)
        {
            RemoveDirectory(table);
            return status;
        }

        if (table == 0)
        {
            hive.Table = block;
        }
        else
        {
            Kernel.SetPointer(hive.Directory, table * PointerByteCount, block);
        }

        return NtStatus.Success;
    }

    private void Remove(uint table)
    {
        nuint block = table == 0 ? hive.Table : Kernel.Pointer(hive.Directory, table * PointerByteCount);
        Return(_table, block);
        if (table == 0)
        {
            hive.Table = 0;
        }

        RemoveDirectory(table);
    }

    private void RemoveDirectory(uint table)
    {
        if (table == 1)
        {
            Return(_directory, hive.Directory);
            hive.Directory = 0;
        }
    }

    private NtStatus Take(StructureForm form, out nuint block)
    {
        block = 0;
        NtStatus status = quota.TryCharge(form.ByteCount);
        if (status != NtStatus.Success)
        {
            return status;
        }

        block = Kernel.Allocate(form.Pool, form.ByteCount, form.Tag);
        if (block == 0)
        {
            quota.Return(form.ByteCount);
            return NtStatus.InsufficientResources;
        }

        return NtStatus.Success;
    }

    private void Return(StructureForm form, nuint block)
    {
        Kernel.Free(block, form.Tag);
        quota.Return(form.ByteCount);
    }
}
