using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Takes system page-table entries until there are none.</summary>
/// <remarks>Others are then refused their mappings; a driver that says that it must have one stops the machine with
/// 0x3F. Each mapping is remembered in a nonpaged block 'PtEa': 0 link, 8 address.</remarks>
internal sealed class SystemPteEater(DriverArguments arguments) : Misbehaver(arguments)
{
    private const int AddressOffset = 8;
    private const int RecordByteCount = 16;
    private const int MappingsPerTick = 256;

    private readonly BlockChain _records = new();
    private bool _isRefused;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "SystemPteEater",
        "takes system page-table entries until there are none; if it must have them, 0x3F",
        [
            After,
            DriverParameter.Number("pages", DriverUnit.Count, "256", 1, 1UL << 24, "pages of each mapping"),
            DriverParameter.Choice("must", ["no", "yes"], "whether it says that it must have them"),
            DriverParameter.Choice("frames", ["no", "yes"], "whether each page gets a frame, as a kernel stack's has"),
        ],
        arguments => new SystemPteEater(arguments));

    /// <summary>Mappings that it has.</summary>
    public ulong MappingCount => _records.Count;

    /// <summary>Whether a mapping was refused.</summary>
    public bool IsRefused => _isRefused;

    /// <inheritdoc/>
    protected override TimeSpan Misbehave(IKernel kernel)
    {
        for (int count = 0; count < MappingsPerTick && !_isRefused; count++)
        {
            _isRefused = !TryTake(kernel);
        }

        return _isRefused ? Patience : Tick;
    }

    /// <inheritdoc/>
    protected override void FreeAll(IKernel kernel)
    {
        for (nuint record = _records.Pop(kernel); record != 0; record = _records.Pop(kernel))
        {
            kernel.FreeMapping((nuint)kernel.Field(record, AddressOffset), (nuint)Arguments["pages"]);
            kernel.Free(record, "PtEa");
        }
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        base.SaveState(writer);
        _records.Save(writer);
        writer.Write(_isRefused);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        base.LoadState(reader);
        _records.Load(reader);
        _isRefused = reader.ReadBoolean();
    }

    private bool TryTake(IKernel kernel)
    {
        nuint record = kernel.Allocate(PoolFlags.NonPaged, RecordByteCount, "PtEa");
        if (record == 0)
        {
            return false;
        }

        bool must = Arguments.Is("must", "yes");
        nuint pageCount = (nuint)Arguments["pages"];
        nuint address = Arguments.Is("frames", "yes")
            ? kernel.AllocateMapping(pageCount, must)
            : kernel.ReserveMapping(pageCount, must);
        if (address == 0)
        {
            kernel.Free(record, "PtEa");
            kernel.Log($"systempteeater.sys: no more mappings after {MappingCount} of {pageCount} pages");
            return false;
        }

        kernel.SetField(record, AddressOffset, (ulong)address);
        _records.Push(kernel, record);
        return true;
    }
}
