using System;

namespace ExPool.Snapshots.Reading;

/// <summary>Reads the executive's tables: the root block, and ranges that must lie inside the tables.</summary>
internal sealed class TableReader(IAddressSpace space, PoolLayout layout, ulong rootAddress)
{
    private ulong _usedByteCount;

    /// <summary>Reads memory outside of the tables: pool pages.</summary>
    public MemoryReader Memory { get; } = new(space);

    /// <summary>Where each field lies.</summary>
    public PoolLayout Layout => layout;

    /// <summary>The address of the root block.</summary>
    public ulong RootAddress => rootAddress;

    /// <summary>Reads the root block; again when it was caught in the middle of a change.</summary>
    public PoolRoot ReadRoot()
    {
        byte[] bytes = new byte[layout.RootByteCount];
        for (int attempt = 1; ; attempt++)
        {
            Memory.Read(rootAddress, bytes, "root block");
            try
            {
                PoolRoot root = PoolRoot.Parse(bytes, layout);
                Check(root);
                return root;
            }
            catch (SnapshotFormatException) when (attempt < SnapshotLimits.RetryCount)
            {
                // Fields that change together are written one after another: look again.
            }
        }
    }

    /// <summary>Reads part of a table.</summary>
    /// <param name="address">The first byte.</param>
    /// <param name="destination">Where to put it.</param>
    /// <param name="what">What lies there, for messages.</param>
    public void Read(ulong address, Span<byte> destination, string what)
    {
        Require(address, (ulong)destination.Length, what);
        Memory.Read(address, destination, what);
    }

    /// <summary>Reads four bytes of a table.</summary>
    public uint ReadUInt32(ulong address, string what)
    {
        Require(address, sizeof(uint), what);
        return Memory.ReadUInt32(address, what);
    }

    /// <summary>Reads eight bytes of a table.</summary>
    public ulong ReadUInt64(ulong address, string what)
    {
        Require(address, sizeof(ulong), what);
        return Memory.ReadUInt64(address, what);
    }

    /// <summary>Refuses a table that does not lie in the tables' part in use, or whose words are not
    /// aligned.</summary>
    public void RequireTable(ulong address, ulong byteCount, string what)
    {
        Require(address, byteCount, what);
        if (address % sizeof(ulong) != 0)
        {
            throw new SnapshotFormatException($"The {what} lies at 0x{address:X}; expected a multiple of 8.", address);
        }
    }

    /// <summary>Refuses a range that does not lie in the tables' part in use.</summary>
    public void Require(ulong address, ulong byteCount, string what)
    {
        if (IsInside(address, byteCount))
        {
            return;
        }

        // The tables may have grown since the root block was read.
        _usedByteCount = Math.Min(
            Memory.ReadUInt64(rootAddress + (ulong)layout.Root.TablesUsedByteCount, "root block"),
            Memory.ReadUInt64(rootAddress + (ulong)layout.Root.TablesByteCount, "root block"));
        if (!IsInside(address, byteCount))
        {
            throw new SnapshotFormatException(
                $"The {what} at 0x{address:X} ({byteCount} bytes) lies outside of the tables; "
                + $"expected inside 0x{rootAddress:X}..0x{rootAddress + _usedByteCount:X}.",
                address);
        }
    }

    private bool IsInside(ulong address, ulong byteCount) =>
        address >= rootAddress
        && byteCount <= _usedByteCount
        && address - rootAddress <= _usedByteCount - byteCount;

    private void Check(PoolRoot root)
    {
        if (root.Address != rootAddress)
        {
            throw new SnapshotFormatException(
                $"The root block at 0x{rootAddress:X} says that it lies at 0x{root.Address:X}.", rootAddress);
        }

        _usedByteCount = root.TablesUsedByteCount;
        if (root.ProcessorCount > 0)
        {
            RequireTable(root.ProcessorsAddress, root.ProcessorCount * 8UL, "array of processors");
        }

        if (root.TagCount > 0)
        {
            RequireTable(root.TagsAddress, root.TagCount * (ulong)layout.Tag.ByteCount, "table of tags");
        }

        CheckArea(root.NonPaged);
        CheckArea(root.Paged);
    }

    private void CheckArea(PoolArea area)
    {
        if (area.CommittedPageCount > 0)
        {
            Require(area.StatesAddress, area.CommittedPageCount, $"{area.Kind} pool's table of page states");
            RequireTable(
                area.RunsAddress, area.CommittedPageCount * (ulong)layout.Run.ByteCount,
                $"{area.Kind} pool's table of runs");
        }

        RequireTable(
            area.DescriptorsAddress, area.DescriptorCount * (ulong)layout.Descriptor.ByteCount,
            $"{area.Kind} pool's descriptors");
        if (area.SharedListsAddress != 0)
        {
            RequireTable(
                area.SharedListsAddress, (ulong)(layout.Lookaside.ClassCount * layout.Shared.ByteCount),
                $"{area.Kind} pool's shared look-aside lists");
        }
    }
}
