using ExPool.Ke;

namespace ExPool.Model.Drivers;

/// <summary>A queue of nonpaged blocks that its spin lock guards: any level up to DISPATCH may add and take.</summary>
/// <remarks>NT's ExInterlockedInsertTailList. It lies in nonpaged memory of the driver, which begins as zeros: 0 lock,
/// 8 first block, 16 last block. Each block's first 8 bytes lead to the next one.</remarks>
internal readonly struct BlockQueue(nuint address)
{
    /// <summary>Bytes that it takes.</summary>
    public const int ByteCount = 24;

    private const int FirstOffset = 8;
    private const int LastOffset = 16;

    /// <summary>Adds a block at the end.</summary>
    public void Append(IKernel kernel, nuint block)
    {
        kernel.Write(block, 0UL);
        Irql before = kernel.AcquireSpinLock(address);
        nuint last = (nuint)kernel.Field(address, LastOffset);
        kernel.Write(last == 0 ? address + FirstOffset : last, (ulong)block);
        kernel.SetField(address, LastOffset, (ulong)block);
        kernel.ReleaseSpinLock(address, before);
    }

    /// <summary>Takes the first block.</summary>
    /// <returns>0 when there is none.</returns>
    public nuint Take(IKernel kernel)
    {
        Irql before = kernel.AcquireSpinLock(address);
        nuint block = (nuint)kernel.Field(address, FirstOffset);
        if (block != 0)
        {
            ulong next = kernel.Read<ulong>(block);
            kernel.SetField(address, FirstOffset, next);
            if (next == 0)
            {
                kernel.SetField(address, LastOffset, 0UL);
            }
        }

        kernel.ReleaseSpinLock(address, before);
        return block;
    }
}
