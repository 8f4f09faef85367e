using ExPool.Snapshots;

namespace ExPool.Cli.Commands;

/// <summary>How much was looked at: blocks and the pages that hold them.</summary>
/// <param name="Blocks">Blocks, free ones in used pages among them.</param>
/// <param name="Pages">Pages that hold them; runs of free pages do not count.</param>
internal readonly record struct BlockCount(ulong Blocks, ulong Pages)
{
    private const ulong PageByteCount = 4096;

    /// <summary>Counts the blocks of both pools.</summary>
    /// <param name="reader">The pools.</param>
    /// <param name="range">Only blocks that begin in this range; <see langword="null"/> for all.</param>
    public static BlockCount Of(PoolReader reader, (ulong First, ulong ByteCount)? range)
    {
        ulong blockCount = 0;
        ulong pageCount = 0;
        foreach (PoolKind kind in (PoolKind[])[PoolKind.NonPaged, PoolKind.Paged])
        {
            ulong page = 0;
            foreach (PoolBlockInfo block in reader.EnumerateBlocks(kind))
            {
                bool isFreeRun = block is { IsBig: true, State: PoolBlockState.Free };
                if (isFreeRun || (range is { } wanted && unchecked(block.Address - wanted.First) >= wanted.ByteCount))
                {
                    continue;
                }

                blockCount++;
                pageCount += block.IsBig ? block.ByteCount / PageByteCount
                    : block.Address / PageByteCount == page ? 0UL
                    : 1UL;
                page = block.Address / PageByteCount;
            }
        }

        return new(blockCount, pageCount);
    }
}
