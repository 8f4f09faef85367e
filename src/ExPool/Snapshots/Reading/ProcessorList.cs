using System;
using System.Runtime.InteropServices;

namespace ExPool.Snapshots.Reading;

/// <summary>Where the processors' blocks lie.</summary>
internal sealed class ProcessorList(TableReader tables)
{
    private ulong[] _addresses = [];

    /// <summary>The addresses of the blocks of the processors that were ever used; valid until the next call.</summary>
    /// <param name="root">The root block as of now.</param>
    public ReadOnlySpan<ulong> Read(PoolRoot root)
    {
        if (_addresses.Length < root.ProcessorCount)
        {
            _addresses = new ulong[root.ProcessorCount];
        }

        Span<ulong> addresses = _addresses.AsSpan(0, (int)root.ProcessorCount);
        if (!addresses.IsEmpty)
        {
            tables.Read(root.ProcessorsAddress, MemoryMarshal.AsBytes(addresses), "array of processors");
        }

        int count = 0;
        foreach (ulong address in addresses)
        {
            if (address != 0)
            {
                tables.RequireTable(address, (ulong)tables.Layout.Processor.ByteCount, "processor block");
                addresses[count++] = address;
            }
        }

        // Many processors that share a block would make little memory much work.
        ulong byteCount = (ulong)count * (ulong)tables.Layout.Processor.ByteCount;
        return byteCount <= root.TablesByteCount
            ? addresses[..count]
            : throw new SnapshotFormatException(
                $"The array of processors names {count}; their blocks have {byteCount} bytes, the tables "
                + $"{root.TablesByteCount}.",
                root.ProcessorsAddress);
    }
}
