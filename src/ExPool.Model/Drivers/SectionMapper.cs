using System;
using ExPool.Ke;
using ExPool.Model.Io;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Maps views of a file, one after the other, until all of it is seen or there is no room.</summary>
/// <remarks>A view takes system page-table entries, and paged pool for its prototype entries. Each is remembered in a
/// nonpaged block 'SeMa': 0 link, 8 address.</remarks>
internal sealed class SectionMapper(DriverArguments arguments) : SystemProgram(arguments)
{
    private const string Tag = "SeMa";
    private const int AddressOffset = 8;
    private const int RecordByteCount = 16;
    private const uint Step256 = 256 << 10;
    private const uint MostPerTick = 1024;

    private readonly BlockChain _records = new();
    private nuint _file;
    private nuint _section;
    private long _startedAt = -1;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "SectionMapper",
        "maps a file, view by view: system page-table entries, and paged pool for prototype entries",
        [
            DriverParameter.Number("size", DriverUnit.Bytes, "64MB", Step256, 1UL << 34, "bytes of the file"),
            DriverParameter.Number("view", DriverUnit.Bytes, "1MB", Step256, 1UL << 30, "bytes of each view"),
            DriverParameter.Number("rate", DriverUnit.PerSecond, "100/s", 1, 100_000, "views in a second"),
            DriverParameter.Choice("touch", ["yes", "no"], "whether it reads the first page of each view"),
        ],
        arguments => new SectionMapper(arguments));

    /// <summary>Views that it has.</summary>
    public ulong ViewCount => _records.Count;

    /// <summary>What the last request came to.</summary>
    public NtStatus LastStatus { get; private set; }

    private uint PagesPerView => (uint)(Arguments["view"] / Step256 * (Step256 / 4096));

    private ulong MostViews => Math.Max(1, Arguments["size"] / Step256 * (Step256 / 4096) / PagesPerView);

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        if (IsStopping)
        {
            FreeAll(kernel);
            return Ended;
        }

        if (_section == 0)
        {
            LastStatus = Start(kernel);
            _startedAt = kernel.Now.Ticks;
            return LastStatus == NtStatus.Success ? Tick : Patience;
        }

        ulong due = Math.Min(MostViews, Due(Arguments["rate"], _startedAt, kernel.Now));
        for (uint count = 0; ViewCount < due && count < MostPerTick; count++)
        {
            LastStatus = MapNext(kernel);
            if (LastStatus != NtStatus.Success)
            {
                return Patience;
            }
        }

        return Tick;
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        _records.Save(writer);
        writer.Write((ulong)_file);
        writer.Write((ulong)_section);
        writer.Write(_startedAt);
        writer.Write((uint)LastStatus);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _records.Load(reader);
        _file = (nuint)reader.ReadUInt64();
        _section = (nuint)reader.ReadUInt64();
        _startedAt = reader.ReadInt64();
        LastStatus = (NtStatus)reader.ReadUpTo("a status", uint.MaxValue);
    }

    private NtStatus Start(IKernel kernel)
    {
        SystemServices services = ServicesOf(kernel);
        NtStatus status = services.Files.Open(
            new FileOpening($@"\sectionmapper\{kernel.Now.Ticks}.dat")
            {
                PageCount = (uint)(MostViews * PagesPerView),
                Seed = 1,
            },
            out _file);
        if (status == NtStatus.Success)
        {
            status = services.Files.Sections.Create(_file, out _section);
            if (status != NtStatus.Success)
            {
                services.Files.Close(_file);
                _file = 0;
            }
        }

        return status;
    }

    private NtStatus MapNext(IKernel kernel)
    {
        nuint record = kernel.Allocate(PoolFlags.NonPaged, RecordByteCount, Tag);
        if (record == 0)
        {
            return NtStatus.InsufficientResources;
        }

        SectionManager sections = ServicesOf(kernel).Files.Sections;
        NtStatus status = sections.MapView(
            _section, (uint)ViewCount * PagesPerView, PagesPerView, out nuint address);
        if (status != NtStatus.Success)
        {
            kernel.Free(record, Tag);
            if (LastStatus == NtStatus.Success)
            {
                kernel.Log($"sectionmapper.sys: no more views after {ViewCount} of {PagesPerView} pages");
            }

            return status;
        }

        kernel.SetField(record, AddressOffset, (ulong)address);
        _records.Push(kernel, record);
        if (Arguments.Is("touch", "yes"))
        {
            _ = kernel.Read<ulong>(address);
        }

        return status;
    }

    private void FreeAll(IKernel kernel)
    {
        SystemServices services = ServicesOf(kernel);
        for (nuint record = _records.Pop(kernel); record != 0; record = _records.Pop(kernel))
        {
            _ = services.Files.Sections.UnmapView((nuint)kernel.Field(record, AddressOffset));
            kernel.Free(record, Tag);
        }

        if (_section != 0)
        {
            services.Objects.Dereference(_section);
            services.Files.Close(_file);
            _section = _file = 0;
        }
    }
}
