using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Workloads;

/// <summary>Does with a memory manager what can be done, in an order that a seed decides, and knows what every byte
/// must be.</summary>
internal sealed partial class MemoryWorkload : IDisposable
{
    /// <summary>Names of operations that there are.</summary>
    public const int OperationKindCount = 23;

    private const int LongestRange = 40;
    private const int MostRanges = 80;
    private const int MostMappings = 6;
    private const int MostBad = 4;
    private const uint MostTouches = 40;

    private readonly SeededRandom _random;
    private readonly MemoryBench _bench;
    private readonly List<WorkRange> _ranges = [];
    private readonly List<(nuint Address, ulong? Key, uint Frame)> _mappings = [];
    private ulong _nextKey = 1;
    private int _badCount;
    private bool _isDiskBroken;

    public MemoryWorkload(PagingMode mode, ulong seed)
    {
        _random = new SeededRandom(seed);
        _bench = new MemoryBench(
            mode, _random.Between(150, 400), MakeFiles(), (int)_random.Between(1, 3),
            isHostile: _random.Next(4) == 0, seed: seed);
    }

    /// <summary>Operations by name, and how often each was done.</summary>
    public SortedDictionary<string, int> Done { get; } = [];

    /// <summary>The machine.</summary>
    public MemoryBench Bench => _bench;

    /// <summary>Does operations; after each of them all is checked.</summary>
    public void Run(int count, string context)
    {
        for (int index = 0; index < count; index++)
        {
            string name = RunOne();
            Done[name] = Done.GetValueOrDefault(name) + 1;
            _bench.Verify($"{context}, operation {index}: {name}");
        }

        Finish(context);
    }

    /// <inheritdoc/>
    public void Dispose() => _bench.Dispose();

    private List<PagingFileOptions> MakeFiles()
    {
        List<PagingFileOptions> files = [];
        uint count = _random.Next(4);
        for (uint index = 0; index < count; index++)
        {
            uint minimum = _random.Next(200);
            files.Add(MemoryBench.File(minimum, minimum + (_random.Next(200) * _random.Next(2))));
        }

        return files;
    }

    private string RunOne()
    {
        switch (_random.Next(45))
        {
            case < 6 or > 40: Reserve(); return "reserve";
            case 6: Release(); return "release";
            case < 9: Decommit(); return "decommit";
            case < 11: Recommit(); return "recommit";
            case < 17: Touch(isWrite: true); return "write";
            case < 22: Touch(isWrite: false); return "read";
            case 22 or 23: _bench.Memory.WorkingSet.Trim(_random.Next(60)); return "trim";
            case 24: _bench.Memory.Writer.Write(_random.Next(60), out _); return "write out";
            case 25: _bench.Memory.ZeroPages.Run(); return "zero";
            case 26: _bench.Memory.WorkingSet.Age(_random.Next(200)); return "age";
            case 27: _bench.Memory.Balance.Run(); return "balance";
            case 28 or 29: Protect(); return "protect";
            case 30: BreakDisk(); return "broken disk";
            case 31: TouchAtDispatch(); return "dispatch";
            case 32: Map(); return "map";
            case 33: Unmap(); return "unmap";
            case 34: Hold(); return "hold";
            case 35: Allow(); return "allow";
            case 36: DeclareBad(); return "bad frame";
            case 37: Swap(); return "swap a stack";
            case 38: _bench.Parts.Dispatcher.WaitUntil(_bench.Parts.Clock.Now + _random.Next(1_000_000)); return "wait";
            case 39: _bench.SendOut(); return "send out";
            case 40: Switch(); return "switch";
            default: throw new InvalidOperationException("No such operation.");
        }
    }

    /// <summary>Every byte is there, and when all is given back nothing is left.</summary>
    private void Finish(string context)
    {
        foreach (WorkRange range in _ranges)
        {
            range.Pages.ForEach(page => Access(page, isWrite: false));
        }

        _bench.Verify($"{context}, all was read");
        _mappings.ForEach(mapping => EndMapping(mapping));
        foreach (WorkRange range in _ranges)
        {
            _bench.Core.Release(range.Address, (nuint)range.Pages.Count);
        }

        _bench.Verify($"{context}, all was given back");
        MemoryManager memory = _bench.Memory;
        Assert.Equal(0u, memory.WorkingSet.Count + memory.Lists.StandbyCount + memory.Lists.Modified.Count);
        Assert.Equal(0UL, _bench.Core.NonPagedPoolByteCount);
        Assert.All(memory.Files.Files, file => Assert.Equal(0u, file.UsedCount));
    }

    /// <summary>Touches a page as the processor would; what it answers must be right.</summary>
    /// <returns>False when the machine stopped, as it should.</returns>
    private bool Access(WorkPage page, bool isWrite)
    {
        BugCheck? stop = null;
        ulong key = _nextKey++;
        ulong before = page.IsCommitted ? _bench.Entry(page.Address) : 0;
        bool isOut = page.IsCommitted && _bench.Format.StateOf(before) == PteState.PagingFile;
        try
        {
            if (isWrite)
            {
                _bench.Write(page.Address, key);
                page.Key = key;
            }
            else
            {
                Assert.True(_bench.Holds(page.Address, page.Key), $"{page.Address:X} does not hold what was written");
            }
        }
        catch (BugCheckException exception)
        {
            stop = exception.Stop;
        }

        BugCheckCode? expected = !page.IsCommitted || page.Protection == PageProtection.NoAccess
            ? BugCheckCode.PageFaultInNonPagedArea
            : _isDiskBroken && isOut
                ? page.Range.Type == SystemVaType.PagedPool
                    ? BugCheckCode.KernelDataInpageError
                    : BugCheckCode.KernelStackInpageError
                : isWrite && page.Protection == PageProtection.ReadOnly
                    ? BugCheckCode.AttemptedWriteToReadOnlyMemory
                    : null;
        if (stop?.Code == BugCheckCode.NoPagesAvailable && (_mappings.Count != 0 || HasHeld()))
        {
            // Pages that may not go can leave no frame for others.
            return false;
        }

        Assert.True(stop?.Code == expected, $"{page.Address:X}: {stop?.Code} ({stop}); expected {expected}");
        return stop is null;
    }

    private bool HasHeld() => _ranges.Exists(range => range.Pages.Exists(page => page.IsHeld));

    private WorkRange? AnyRange() => _ranges.Count == 0 ? null : _ranges[(int)_random.Next((uint)_ranges.Count)];

    private WorkPage? AnyPage()
    {
        WorkRange? range = AnyRange();
        return range?.Pages[(int)_random.Next((uint)range.Pages.Count)];
    }
}
