using ExPool.Ke;
using ExPool.Model.Hal;

namespace ExPool.Model.Cm;

/// <summary>Grows and shrinks a hive by bins: runs of pages that begin with 'hbin'.</summary>
/// <remarks>Length = bytes of all bins, one behind the other; only bins at the end are given back, so a key that was
/// written last keeps all bins before it.</remarks>
internal sealed class Bins(SystemContext system, HiveMemory memory, RegistryQuota quota, HiveBlock hive)
{
    /// <summary>Bytes of a bin before its first cell.</summary>
    public const uint HeaderByteCount = 32;

    private const uint Signature = 0x6E69_6268;   // 'hbin'
    private const uint PlaceOffset = 4;
    private const uint SizeOffset = 8;
    private const uint BlockByteCount = HiveMap.BlockByteCount;

    private readonly HiveMap _map = new(system, quota, hive);

    private ModelKernel Kernel => system.Kernel;

    /// <summary>Where a byte of the hive lies.</summary>
    public nuint AddressOf(uint place)
    {
        if (place >= hive.Length)
        {
            Stop();
        }

        return unchecked(_map.AddressOf(place / BlockByteCount) + (place % BlockByteCount));
    }

    /// <summary>The bin that a byte of the hive is of: its place in the hive, and its bytes.</summary>
    public (uint Place, uint ByteCount) BinOf(uint place)
    {
        nuint bin = _map.BinOf(place / BlockByteCount);
        uint first = Kernel.U32(bin, PlaceOffset);
        uint byteCount = Kernel.U32(bin, SizeOffset);
        if (Kernel.U32(bin, 0) != Signature || byteCount % BlockByteCount != 0 || first > place
            || place - first >= byteCount || first > hive.Length || byteCount > hive.Length - first)
        {
            Stop();
        }

        return (first, byteCount);
    }

    /// <summary>Adds a bin that holds a cell of so many bytes.</summary>
    /// <param name="cellByteCount">Bytes.</param>
    /// <param name="place">Where its one free cell begins.</param>
    /// <param name="byteCount">Bytes of that.</param>
    public NtStatus Add(uint cellByteCount, out uint place, out uint byteCount)
    {
        uint first = hive.Length;
        uint size = (cellByteCount + HeaderByteCount + BlockByteCount - 1) & ~(BlockByteCount - 1);
        (place, byteCount) = (first + HeaderByteCount, size - HeaderByteCount);
        uint before = first / BlockByteCount;
        uint after = before + (size / BlockByteCount);
        NtStatus status = quota.TryCharge(size);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = memory.Take(size, out nuint bin);
        if (status != NtStatus.Success)
        {
            quota.Return(size);
            return status;
        }

        status = _map.Grow(before, after);
        if (status != NtStatus.Success)
        {
            memory.Return(bin, size);
            quota.Return(size);
            return status;
        }

        for (uint block = before; block < after; block++)
        {
            _map.Set(block, bin + ((nuint)(block - before) << PhysicalMemory.PageShift), bin);
        }

        Kernel.Fill(bin, HeaderByteCount, 0);
        Kernel.SetU32(bin, 0, Signature);
        Kernel.SetU32(bin, PlaceOffset, first);
        Kernel.SetU32(bin, SizeOffset, size);
        hive.Length = first + size;
        return NtStatus.Success;
    }

    /// <summary>Gives the last bin back.</summary>
    public void RemoveLast()
    {
        (uint first, uint size) = BinOf(hive.Length - 1);
        nuint bin = _map.BinOf(first / BlockByteCount);
        uint before = hive.Length / BlockByteCount;
        hive.Length = first;
        memory.Return(bin, size);
        quota.Return(size);
        _map.Shrink(before, first / BlockByteCount);
    }

    /// <summary>Stops the machine: the hive is damaged.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public void Stop() => system.Memory.Stop.Raise(BugCheckCode.RegistryError, 0, 0, hive.Address, 0);
}
