using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Blocks that are kept until somebody wants them freed: each one's first 8 bytes lead to the one before
/// it.</summary>
internal sealed class BlockChain
{
    private nuint _last;

    /// <summary>How many blocks there are.</summary>
    public ulong Count { get; private set; }

    /// <summary>Adds a block of at least 8 bytes.</summary>
    public void Push(IKernel kernel, nuint block)
    {
        kernel.Write(block, (ulong)_last);
        _last = block;
        Count++;
    }

    /// <summary>Takes the block that was added last.</summary>
    /// <returns>0 when there is none.</returns>
    public nuint Pop(IKernel kernel)
    {
        nuint block = _last;
        if (block != 0)
        {
            _last = (nuint)kernel.Read<ulong>(block);
            Count--;
        }

        return block;
    }

    /// <summary>Frees all blocks.</summary>
    public void FreeAll(IKernel kernel, PoolTag tag)
    {
        for (nuint block = Pop(kernel); block != 0; block = Pop(kernel))
        {
            kernel.Free(block, tag);
        }
    }

    /// <summary>Writes where the blocks are; they themselves lie in the machine's memory.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_last);
        writer.Write(Count);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader)
    {
        _last = (nuint)reader.ReadUInt64();
        Count = reader.ReadUInt64();
    }
}
