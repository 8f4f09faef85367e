using System.Collections.Generic;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Support;

/// <summary>Remembers every living block of one executive, and checks what the executive must keep.</summary>
internal sealed class ShadowPool<TMachine>(MachineMemory<TMachine> memory)
    where TMachine : struct, IMachine
{
    private static readonly Geometry s_sizes = Geometry.Of<TMachine>();

    private readonly IntervalMap _ranges = new();
    private readonly ShadowLedger _ledger = new();
    private readonly List<ShadowBlock> _living = [];

    public IReadOnlyList<ShadowBlock> Living => _living;

    /// <summary>
    /// A block was allocated: checks its alignment and that it is nobody else's, and fills it.
    /// </summary>
    public void Allocated(ShadowBlock block)
    {
        bool isBig = s_sizes.IsBig(block.ByteCount);
        nuint alignment = (nuint)(isBig ? Geometry.PageByteCount : s_sizes.PayloadAlignment);
        Assert.True(block.Address % alignment == 0, $"{block} is not aligned to {alignment}.");

        int charge = s_sizes.Charge(block.ByteCount);
        nuint start = s_sizes.Start(block.Address, block.ByteCount);
        (nuint Start, nuint End)? other = _ranges.Add(start, start + (nuint)charge);
        Assert.True(other is null, $"{block} overlaps the block 0x{other?.Start:X}..0x{other?.End:X}.");

        memory.WritePattern(block.Address, block.ByteCount, block.Seed);
        _living.Add(block);
        _ledger.Allocated(block.Tag, block.Kind, charge);
    }

    /// <summary>A block is about to be freed: its contents are still what was written.</summary>
    public ShadowBlock Take(int index)
    {
        ShadowBlock block = _living[index];
        AssertContents(block);
        _living[index] = _living[^1];
        _living.RemoveAt(_living.Count - 1);
        _ranges.Remove(s_sizes.Start(block.Address, block.ByteCount));
        _ledger.Freed(block.Tag, block.Kind, s_sizes.Charge(block.ByteCount));
        return block;
    }

    public void AssertContents()
    {
        foreach (ShadowBlock block in _living)
        {
            AssertContents(block);
        }
    }

    public void AssertEqualTo(PoolSnapshot snapshot) => _ledger.AssertEqualTo(snapshot);

    public void AssertEqualToWithOverflow(PoolSnapshot snapshot) =>
        _ledger.AssertEqualToWithOverflow(snapshot);

    private void AssertContents(ShadowBlock block)
    {
        int damage = memory.FindDamage(block.Address, block.ByteCount, block.Seed);
        Assert.True(damage < 0, $"{block}: the byte at offset {damage} was changed.");
    }
}
