using System;
using ExPool.Model.Io;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Opens network connections and keeps them: each has a nonpaged endpoint, and a buffer that is locked,
/// described by an MDL and mapped into system page-table entries, for the card writes into it at any time.</summary>
/// <remarks>A connection is a nonpaged block 'AfdC': 0 link | 8 buffer, nonpaged 'AfdB' | 16 MDL | 24 where the buffer
/// is mapped. Tags as NT's Afd has them; what it keeps in them is the model's.</remarks>
internal sealed class Connections(DriverArguments arguments) : SystemProgram(arguments)
{
    private const string Tag = "AfdC";
    private const string BufferTag = "AfdB";
    private const int BufferOffset = 8;
    private const int MdlOffset = 16;
    private const int MappingOffset = 24;
    private const uint MostPerTick = 4096;

    private readonly BlockChain _open = new();
    private long _startedAt = -1;
    private bool _hasLists;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "Connections",
        "opens network connections and keeps them: nonpaged endpoints, buffers mapped into system page-table entries",
        [
            DriverParameter.Number("count", DriverUnit.Count, "1000", 1, 10_000_000, "connections"),
            DriverParameter.Number("rate", DriverUnit.PerSecond, "500/s", 1, 1_000_000, "connections in a second"),
            DriverParameter.Number("buffer", DriverUnit.Bytes, "8KB", 512, 16 << 20, "bytes of each one's buffer"),
            DriverParameter.Number("endpoint", DriverUnit.Bytes, "400B", 32, 4000, "bytes of each endpoint"),
        ],
        arguments => new Connections(arguments));

    /// <summary>Connections that are open.</summary>
    public ulong OpenCount => _open.Count;

    /// <summary>Connections that were refused for want of memory or of system entries.</summary>
    public ulong RefusedCount { get; private set; }

    private uint BufferByteCount => (uint)Arguments["buffer"];

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        if (IsStopping)
        {
            FreeAll(kernel);
            return Ended;
        }

        if (!_hasLists)
        {
            _hasLists = ServicesOf(kernel).Files.Lists.TryAddUser();
            _startedAt = kernel.Now.Ticks;
            return _hasLists ? Tick : Patience;
        }

        ulong due = Math.Min(Arguments["count"], Due(Arguments["rate"], _startedAt, kernel.Now));
        for (uint count = 0; OpenCount < due && count < MostPerTick; count++)
        {
            if (!TryOpen(kernel))
            {
                RefusedCount++;
                return Patience;
            }
        }

        return Tick;
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        _open.Save(writer);
        writer.Write(_startedAt);
        writer.Write(_hasLists);
        writer.Write(RefusedCount);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _open.Load(reader);
        _startedAt = reader.ReadInt64();
        _hasLists = reader.ReadBoolean();
        RefusedCount = reader.ReadUInt64();
    }

    private bool TryOpen(IKernel kernel)
    {
        IoManager io = ServicesOf(kernel).Files;
        nuint endpoint = kernel.Allocate(PoolFlags.NonPaged, (nuint)Arguments["endpoint"], Tag);
        nuint buffer = endpoint == 0 ? 0 : kernel.Allocate(PoolFlags.NonPaged, BufferByteCount, BufferTag);
        uint pageCount = DirectTransfers.PagesOf(buffer, BufferByteCount);
        nuint mdl = buffer == 0 ? 0 : io.Lists.TakeMdl(pageCount);
        nuint mapping = mdl == 0 ? 0 : io.Transfers.TryMap(buffer, pageCount, mdl, mustWrite: true);
        if (mapping == 0)
        {
            Free(kernel, endpoint, buffer, mdl);
            return false;
        }

        kernel.SetField(endpoint, BufferOffset, (ulong)buffer);
        kernel.SetField(endpoint, MdlOffset, (ulong)mdl);
        kernel.SetField(endpoint, MappingOffset, (ulong)mapping);
        _open.Push(kernel, endpoint);
        return true;
    }

    private void Free(IKernel kernel, nuint endpoint, nuint buffer, nuint mdl)
    {
        if (mdl != 0)
        {
            ServicesOf(kernel).Files.Lists.GiveMdl(mdl, DirectTransfers.PagesOf(buffer, BufferByteCount));
        }

        if (buffer != 0)
        {
            kernel.Free(buffer, BufferTag);
        }

        if (endpoint != 0)
        {
            kernel.Free(endpoint, Tag);
        }
    }

    private void FreeAll(IKernel kernel)
    {
        IoManager io = ServicesOf(kernel).Files;
        for (nuint endpoint = _open.Pop(kernel); endpoint != 0; endpoint = _open.Pop(kernel))
        {
            nuint buffer = (nuint)kernel.Field(endpoint, BufferOffset);
            io.Transfers.Unmap(
                (nuint)kernel.Field(endpoint, MappingOffset), DirectTransfers.PagesOf(buffer, BufferByteCount));
            Free(kernel, endpoint, buffer, (nuint)kernel.Field(endpoint, MdlOffset));
        }

        if (_hasLists)
        {
            io.Lists.RemoveUser();
            _hasLists = false;
        }
    }
}
