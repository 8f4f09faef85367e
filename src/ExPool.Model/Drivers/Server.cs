using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>The Server service's driver, srv.sys: takes blocks for each request of its clients, and writes events 2019,
/// 2020 and 2021 when it gets none.</summary>
/// <remarks>A request is a work item and its buffer, both nonpaged, and a paged block for its names; it is answered
/// after a while and its blocks are freed, oldest first. Requests taken = answered + waiting; a request is refused as
/// a whole. The client of a refused one is told STATUS_INSUFF_SERVER_RESOURCES.</remarks>
internal sealed class Server(DriverArguments arguments) : SystemProgram(arguments)
{
    // A tick with more requests than this would take the host too long.
    private const ulong MostPerTick = 4096;

    // A work item: 0 the next one, 8 when it is answered, 16 its buffer, 24 its names, 32 their checksum.
    private const int AnswerAtOffset = 8;
    private const int BufferOffset = 16;
    private const int NamesOffset = 24;
    private const int SumOffset = 32;
    private const int NamesByteCount = 0x240;

    // The buffer has SizReqBuf bytes; the other sizes are unverified (docs/sources.md#drivers).
    private static readonly BlockForm[] s_blocks =
    [
        BlockForm.NonPaged(0x1C0, "LSwn"), BlockForm.NonPaged(4356, "LSbf"), BlockForm.Paged(NamesByteCount, "LStr"),
    ];

    private readonly ServerLog _log = new();
    private readonly Outage _outage = new(quiet: TimeSpan.FromSeconds(5));
    private long _startedAt = -1;
    private ulong _dueCount;
    private ulong _waitingCount;
    private nuint _first;
    private nuint _last;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "Server",
        "is srv.sys: blocks for each request; events 2019, 2020, 2021 when it gets none; frees all in time",
        [
            DriverParameter.Number("rate", DriverUnit.PerSecond, "200/s", 1, 50_000, "requests in a second"),
            DriverParameter.Number("items", DriverUnit.Count, "1024", 1, 65_535, "work items at most: MaxWorkItems"),
            DriverParameter.Number("answer", DriverUnit.Time, "50ms", 10_000, 600_000_000, "time that a request takes"),
        ],
        arguments => new Server(arguments));

    /// <summary>Requests that were taken.</summary>
    public ulong ServedCount => _outage.DoneCount;

    /// <summary>Requests that were refused.</summary>
    public ulong RefusedCount => _outage.RefusedCount;

    /// <summary>Names that were not what was written.</summary>
    public ulong DamagedCount { get; private set; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, ulong> Tell() => new Dictionary<string, ulong>
    {
        ["served"] = ServedCount,
        ["refused"] = RefusedCount,
        ["damaged"] = DamagedCount,
    };

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        if (IsStopping)
        {
            Answer(kernel, until: long.MaxValue);
            return Ended;
        }

        TimeSpan now = kernel.Now;
        _startedAt = _startedAt < 0 ? now.Ticks : _startedAt;
        Answer(kernel, until: now.Ticks);
        ulong due = Due(Arguments["rate"], _startedAt, now);
        EventLog events = ServicesOf(kernel).Events;
        for (ulong left = Math.Min(due - Math.Min(_dueCount, due), MostPerTick); left > 0; left--)
        {
            _dueCount++;
            Note(kernel, Take(kernel, events));
        }

        _log.Look(kernel, events);
        return Tick;
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        writer.Write(_startedAt);
        writer.Write(_dueCount);
        writer.Write(_waitingCount);
        writer.Write((ulong)_first);
        writer.Write((ulong)_last);
        writer.Write(DamagedCount);
        _log.Save(writer);
        _outage.Save(writer);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _startedAt = reader.ReadInt64();
        _dueCount = reader.ReadUInt64();
        _waitingCount = reader.ReadUInt64();
        _first = (nuint)reader.ReadUInt64();
        _last = (nuint)reader.ReadUInt64();
        DamagedCount = reader.ReadUInt64();
        _log.Load(reader);
        _outage.Load(reader);
    }

    private NtStatus Take(IKernel kernel, EventLog events)
    {
        Span<nuint> blocks = stackalloc nuint[s_blocks.Length];
        if (_waitingCount >= Arguments["items"])
        {
            _log.ItemWasShort(kernel);
            return NtStatus.InsufficientServerResources;
        }

        int count = BlockForm.Allocate(kernel, s_blocks, blocks);
        if (count < s_blocks.Length)
        {
            bool isPaged = s_blocks[count].Pool == PoolFlags.Paged;
            _log.PoolWasEmpty(kernel, events, isPaged);
            if (!isPaged)
            {
                _log.ItemWasShort(kernel);
            }

            return NtStatus.InsufficientServerResources;
        }

        nuint item = blocks[0];
        kernel.Write(item, 0UL);
        kernel.SetField(item, AnswerAtOffset, (ulong)kernel.Now.Ticks + Arguments["answer"]);
        kernel.SetField(item, BufferOffset, (ulong)blocks[1]);
        kernel.SetField(item, NamesOffset, (ulong)blocks[2]);
        kernel.SetField(item, SumOffset, Contents.Write(kernel, blocks[2], NamesByteCount, _dueCount));
        if (_last != 0)
        {
            kernel.Write(_last, (ulong)item);
        }

        _first = _first == 0 ? item : _first;
        _last = item;
        _waitingCount++;
        return NtStatus.Success;
    }

    /// <summary>Answers what is due, and frees its blocks.</summary>
    private void Answer(IKernel kernel, long until)
    {
        while (_first != 0 && kernel.Field(_first, AnswerAtOffset) <= (ulong)until)
        {
            nuint names = (nuint)kernel.Field(_first, NamesOffset);
            DamagedCount += Contents.Sum(kernel, names, NamesByteCount) == kernel.Field(_first, SumOffset) ? 0u : 1;
            nuint next = (nuint)kernel.Read<ulong>(_first);
            BlockForm.Free(kernel, s_blocks, [_first, (nuint)kernel.Field(_first, BufferOffset), names]);
            _first = next;
            _last = next == 0 ? 0 : _last;
            _waitingCount -= Math.Min(_waitingCount, 1);
        }
    }

    private void Note(IKernel kernel, NtStatus status)
    {
        if (_outage.Note(status, kernel.Now))
        {
            Win32Error error = Win32Error.Of(status);
            kernel.Log(status == NtStatus.Success
                ? $"server.sys: clients are served again, {RefusedCount} requests were refused"
                : $"server.sys: clients see error {error.Code}: {error.Text}");
        }
    }
}
