using System;
using ExPool.Ke;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Uses paged pool at DISPATCH_LEVEL, where no page can be brought in.</summary>
/// <remarks>
/// Touching is no mistake that shows at once: while the page is in memory nothing happens. With page=fresh the page was
/// never touched before and cannot be in; with page=old it was written, and the stop comes when it has been paged out.
/// </remarks>
internal sealed class WrongIrql(DriverArguments arguments) : Misbehaver(arguments)
{
    private const nuint PageByteCount = 4096;
    private const nuint BlockByteCount = 16 * PageByteCount;

    private readonly BlockChain _blocks = new();
    private nuint _old;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "WrongIrql",
        "uses paged pool at DISPATCH_LEVEL: touches a page that is out, 0xA; allocates or frees, 0xC2/8 and 0xC2/9",
        [
            After,
            DriverParameter.Choice("does", ["read", "write", "allocate", "free"], "what it does at that level"),
            DriverParameter.Choice(
                "page", ["fresh", "old"], "touches a page never used, or an old one until that is out"),
        ],
        arguments => new WrongIrql(arguments));

    /// <inheritdoc/>
    protected override TimeSpan Misbehave(IKernel kernel)
    {
        bool isOld = Arguments.Is("page", "old");
        nuint block = isOld ? _old : 0;
        if (block == 0)
        {
            block = kernel.Allocate(PoolFlags.Paged | PoolFlags.Uninitialized, BlockByteCount, "Irql");
            if (block == 0)
            {
                return Patience;
            }

            if (isOld)
            {
                kernel.Fill(block, BlockByteCount, 1);
                _old = block;
            }
        }

        Irql before = kernel.RaiseIrql(Irql.Dispatch);
        Use(kernel, block);
        kernel.LowerIrql(before);
        if (!isOld)
        {
            _blocks.Push(kernel, block);
        }

        return isOld ? Patience : Tick;
    }

    /// <inheritdoc/>
    protected override void FreeAll(IKernel kernel)
    {
        _blocks.FreeAll(kernel, "Irql");
        if (_old != 0)
        {
            kernel.Free(_old, "Irql");
            _old = 0;
        }
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        base.SaveState(writer);
        _blocks.Save(writer);
        writer.Write(_old);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        base.LoadState(reader);
        _blocks.Load(reader);
        _old = (nuint)reader.ReadUInt64();
    }

    private void Use(IKernel kernel, nuint block)
    {
        if (Arguments.Is("does", "allocate"))
        {
            kernel.Allocate(PoolFlags.Paged, 100, "Irql");
        }
        else if (Arguments.Is("does", "free"))
        {
            kernel.Free(block, "Irql");
        }

        for (nuint page = 0; page < BlockByteCount; page += PageByteCount)
        {
            if (Arguments.Is("does", "write"))
            {
                kernel.Write(block + page, 1u);
            }
            else
            {
                kernel.Read<uint>(block + page);
            }
        }
    }
}
