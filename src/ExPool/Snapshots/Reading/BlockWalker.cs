using System;
using System.Collections.Generic;
using ExPool.Snapshots.Layouts;

namespace ExPool.Snapshots.Reading;

/// <summary>Lists the blocks of a pool: page by page, small, large and free.</summary>
internal sealed class BlockWalker(TableReader tables)
{
    private BlockLayout Block => tables.Layout.Block;

    private ulong PageByteCount => (ulong)Block.PageByteCount;

    /// <summary>Every block of a pool in the order of addresses.</summary>
    /// <param name="kind">Which pool.</param>
    public IEnumerable<PoolBlockInfo> Enumerate(PoolKind kind)
    {
        PoolArea area = tables.ReadRoot()[kind];
        PageMap map = new(tables, area);
        PageWindow window = new(tables.Memory, map);
        List<PoolBlockInfo> blocks = [];
        for (ulong page = 0; page < area.CommittedPageCount;)
        {
            byte state = map.StateOf(page);
            if (map.IsSmall(state))
            {
                blocks.Clear();
                _ = AddSmall(window.Read(page), area, page, blocks);
                foreach (PoolBlockInfo block in blocks)
                {
                    yield return block;
                }

                page++;
                continue;
            }

            if (state == tables.Layout.Pool.StateForeign)
            {
                page++;
                continue;
            }

            PoolBlockInfo run = DescribeRun(map, page);
            yield return run;
            page += run.ByteCount / PageByteCount;
        }
    }

    /// <summary>The blocks of the page that an address lies in.</summary>
    /// <param name="address">Any address.</param>
    public List<PoolBlockInfo> ReadPage(ulong address)
    {
        PoolRoot root = tables.ReadRoot();
        PoolArea? area = Owns(root.NonPaged, address) ? root.NonPaged : null;
        area ??= Owns(root.Paged, address) ? root.Paged : null;
        if (area is null)
        {
            return [];
        }

        for (int attempt = 1; ; attempt++)
        {
            // A new map for each try: in a running pool the page may have become something else.
            PageMap map = new(tables, area);
            ulong page = area.PageOf(address);
            byte state = map.StateOf(page);
            if (!map.IsSmall(state))
            {
                return [DescribeRun(map, map.StartOfRun(page))];
            }

            List<PoolBlockInfo> blocks = [];
            HeaderDamage? damage = AddSmall(new PageWindow(tables.Memory, map).Read(page), area, page, blocks);
            if (damage is null)
            {
                return blocks;
            }

            if (attempt == SnapshotLimits.RetryCount)
            {
                ulong header = area.AddressOf(page) + (ulong)damage.Value.Offset;
                throw new SnapshotFormatException($"The header at 0x{header:X} has {damage.Value.Text}.", header);
            }
        }
    }

    /// <summary>The block that an address lies in.</summary>
    /// <param name="address">Any address.</param>
    public PoolBlockInfo? Find(ulong address)
    {
        foreach (PoolBlockInfo block in ReadPage(address))
        {
            if (address >= block.Address && address - block.Address < block.ByteCount)
            {
                return block;
            }
        }

        return null;
    }

    /// <summary>Whether an address lies in a page of a pool, and in none of another's that shares its
    /// addresses.</summary>
    private bool Owns(PoolArea area, ulong address) => area.Contains(address)
        && (area.ForeignPageCount == 0
            || new PageMap(tables, area).StateOf(area.PageOf(address)) != tables.Layout.Pool.StateForeign);

    private HeaderDamage? AddSmall(ReadOnlySpan<byte> bytes, PoolArea area, ulong page, List<PoolBlockInfo> blocks)
    {
        List<BlockHeader> headers = [];
        HeaderDamage? damage = PageWalker.Walk(bytes, Block, headers);
        ulong start = area.AddressOf(page);
        foreach (BlockHeader header in headers)
        {
            ulong address = start + (ulong)header.Offset;
            blocks.Add(new PoolBlockInfo(
                address,
                address + (ulong)Block.HeaderByteCount,
                (ulong)(header.Units * Block.UnitByteCount),
                (ulong)(header.PreviousUnits * Block.UnitByteCount),
                area.Kind,
                header.Tag,
                header.StateOf(Block),
                IsBig: false));
        }

        return damage;
    }

    /// <summary>
    /// A large block, a run of free pages or a cached page that starts at a page; its length by the states, which
    /// cannot loop.
    /// </summary>
    private PoolBlockInfo DescribeRun(PageMap map, ulong page)
    {
        PoolRecordLayout layout = tables.Layout.Pool;
        byte state = map.StateOf(page);
        bool isFree = map.IsFree(state) || state == layout.StateCached;
        ulong end = map.EndOfRun(page);
        ulong address = map.Area.AddressOf(page);
        uint key = state == layout.StateBigFirst ? map.RunOf(page).Key : 0;
        bool isKept = (key & Block.TagFreeBit) != 0;
        return new PoolBlockInfo(
            address,
            address,
            (end - page) * PageByteCount,
            0,
            map.Area.Kind,
            new PoolTag(key),
            isFree ? PoolBlockState.Free : isKept ? PoolBlockState.Lookaside : PoolBlockState.Allocated,
            IsBig: true);
    }
}
