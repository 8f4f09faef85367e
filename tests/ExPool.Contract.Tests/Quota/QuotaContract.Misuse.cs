using ExPool.Contract.Tests.Support;
using ExPool.Ke;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Quota;

// Misuse of charged blocks: each stop is a mistake's, and nothing is refunded by it.
public abstract partial class QuotaContract<TMachine>
{
    private MachineMemory<TMachine> Memory => _pools.Memory();

    [Theory]
    [InlineData(PoolKind.NonPaged, 0)]
    [InlineData(PoolKind.Paged, 0)]
    [InlineData(PoolKind.NonPaged, 4)]
    [InlineData(PoolKind.Paged, 4)]
    public void A_damaged_owner_stops_the_free_with_C2_D(PoolKind kind, int offset)
    {
        nuint block = Allocate(kind, 100);
        nuint owner = block + (nuint)(Charge(100) - Sizes.HeaderByteCount - OwnerByteCount);
        uint before = Memory.Read<uint>(owner + (nuint)offset);
        foreach (uint value in new[] { 0u, before + 1, ~before, uint.MaxValue })
        {
            Memory.Write(owner + (nuint)offset, value);
            ulong word = Memory.Read<ulong>(owner);
            PoolAssert.Stops(
                new BugCheck(BugCheckCode.BadPoolCaller, 0x0D, block, new PoolTag(Tag).Value, word, Tag, block),
                () => _pools.Free(block, Tag));
        }

        Memory.Write(owner + (nuint)offset, before);
        Assert.Equal((ulong)Charge(100), _pools.SystemProcess.Usage(kind).Bytes);
        PoolAssert.IsSound(_pools);
        _pools.Free(block, Tag);
        Assert.Equal(0ul, _pools.SystemProcess.Usage(kind).Bytes);
        PoolAssert.IsEmpty(_pools);
    }

    [Fact]
    public void A_type_that_says_charged_of_a_block_that_is_not_stops_with_C2_D()
    {
        nuint block = _pools.Allocate(PoolFlags.Paged, 100, Tag);
        RawHeader<TMachine> header = new(Memory, block - (nuint)Sizes.HeaderByteCount);
        header[HeaderField.PoolType] |= 8;
        Assert.Equal(0x0Dul, Assert.Throws<BugCheckException>(() => _pools.Free(block, Tag)).Stop.Parameter1);
        header[HeaderField.PoolType] = 3;
        _pools.Free(block, Tag);
        PoolAssert.IsEmpty(_pools);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(9000)]
    public void A_wrong_free_refunds_nothing(int byteCount)
    {
        QuotaProcess<TMachine> process = _pools.CreateProcess("wrong");
        nuint block;
        using (process.Enter())
        {
            block = Allocate(PoolKind.Paged, byteCount);
        }

        Assert.Equal(0x0Aul, Assert.Throws<BugCheckException>(() => _pools.Free(block, "Othr")).Stop.Parameter1);
        Assert.Equal((ulong)Charge(byteCount), process.Usage(PoolKind.Paged).Bytes);
        _pools.Free(block, Tag);
        Assert.Throws<BugCheckException>(() => _pools.Free(block, Tag));
        Assert.Equal(0ul, process.Usage(PoolKind.Paged).Bytes);
        Assert.Equal(0ul, _pools.Capture().Processes[^1].BlockCount);
        PoolAssert.IsEmpty(_pools);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(0x40)]
    [InlineData(0x7FFF_FFFF_FFFF_FFC0)]
    public void Links_that_lead_out_of_the_tables_are_a_format_error(ulong address)
    {
        _pools.CreateProcess("one").Dispose();
        nuint first = _pools.DebuggerData + RawRoot<TMachine>.ProcessesAddressOffset;
        ulong before = Memory.Read<ulong>(first);
        Memory.Write(first, address);
        Assert.Throws<SnapshotFormatException>(() => _pools.Capture());
        Memory.Write(first, before);

        // A ring ends too.
        ulong next = Memory.Read<ulong>((nuint)before);
        Memory.Write((nuint)before, before);
        Assert.Throws<SnapshotFormatException>(() => _pools.Capture());
        Memory.Write((nuint)before, next);
        Assert.Single(_pools.Capture().Processes);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(9000)]
    public void A_look_aside_list_never_keeps_a_charged_block(int byteCount)
    {
        using LookasideList<TMachine> list = _pools.CreateLookasideList(PoolFlags.Paged, (nuint)byteCount, Tag);
        list.Free(Allocate(PoolKind.Paged, byteCount));
        // One that is as long without its owner.
        list.Free(Allocate(PoolKind.Paged, byteCount - OwnerByteCount));
        Assert.Equal(0, list.HeldCount);
        Assert.Equal(0ul, _pools.SystemProcess.Usage(PoolKind.Paged).Bytes);
        PoolAssert.IsEmpty(_pools);
    }
}
