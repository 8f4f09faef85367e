using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Mm;
using Xunit;

namespace ExPool.Model.Tests.Workloads;

/// <content>The operations.</content>
internal sealed partial class MemoryWorkload
{
    private static SystemVaType TypeOf(uint number) => number switch
    {
        < 5 => SystemVaType.PagedPool,
        < 8 => SystemVaType.NonPagedPool,
        8 => SystemVaType.SystemPtes,
        _ => SystemVaType.BootLoaded,
    };

    private void Reserve()
    {
        SystemVaType type = TypeOf(_random.Next(10));
        uint count = _random.Between(1, LongestRange);
        if (_ranges.Count >= MostRanges || _bench.Core.Reserve(type, count, out nuint address) != NtStatus.Success)
        {
            return;
        }

        WorkRange range = new(type, address, count);
        if (_bench.Core.Commit(address, count) != NtStatus.Success)
        {
            if (type == SystemVaType.BootLoaded)
            {
                Assert.All(range.Pages, page => Assert.True(_bench.Holds(page.Address, null)));
            }

            _bench.Core.Release(address, count);
            return;
        }

        range.Pages.ForEach(page => page.IsCommitted = true);
        _ranges.Add(range);
    }

    private void Release()
    {
        if (AnyRange() is WorkRange range)
        {
            _bench.Core.Release(range.Address, (nuint)range.Pages.Count);
            _ranges.Remove(range);
        }
    }

    private void Decommit()
    {
        if (AnyRange() is not WorkRange range)
        {
            return;
        }

        int first = (int)_random.Next((uint)range.Pages.Count);
        int count = (int)_random.Between(1, (uint)(range.Pages.Count - first));
        _bench.Core.Decommit(range.Pages[first].Address, (nuint)count);
        foreach (WorkPage page in range.Pages.GetRange(first, count))
        {
            (page.IsCommitted, page.IsHeld, page.Key, page.Protection) = (false, false, null, PageProtection.ReadWrite);
        }
    }

    private void Recommit()
    {
        if (AnyPage() is WorkPage { IsCommitted: false } page && !page.Range.IsSwappedOut)
        {
            page.IsCommitted = _bench.Core.Commit(page.Address, 1) == NtStatus.Success;
            if (!page.IsCommitted && page.Range.Type == SystemVaType.BootLoaded)
            {
                // What was not committed shows zeros again, and may be read.
                Assert.True(_bench.Holds(page.Address, null));
                Release(page.Range);
            }
        }
    }

    private void Release(WorkRange range)
    {
        _bench.Core.Release(range.Address, (nuint)range.Pages.Count);
        _ranges.Remove(range);
    }

    private void Touch(bool isWrite)
    {
        for (uint left = _random.Between(1, MostTouches); left != 0; left--)
        {
            // A stack that is out is not touched: its thread does not run.
            if (AnyPage() is WorkPage page && !page.Range.IsSwappedOut)
            {
                _ = Access(page, isWrite);
            }
        }
    }

    private void Trim()
    {
        WorkingSet workingSet = _bench.Memory.WorkingSet;
        if (_random.Next(2) == 0)
        {
            _ = workingSet.Trim(_random.Next(60));
            return;
        }

        for (uint left = _random.Next(6); left != 0 && workingSet.Count != 0; left--)
        {
            // One that was touched a moment ago: processors remember it.
            _ = workingSet.TrimOne(workingSet.Frames.Tail);
        }
    }

    private void Protect()
    {
        if (AnyPage() is not WorkPage page || page.Range.IsSwappedOut)
        {
            return;
        }

        PageProtection protection = (PageProtection)_random.Next(3);
        NtStatus status = _bench.Memory.Virtual.Protect(page.Address, 1, protection);
        bool isLocked = _mappings.Count != 0;
        Assert.True(
            page.IsCommitted
                ? status == NtStatus.Success || (isLocked && status == NtStatus.NotSupported)
                : status == NtStatus.InvalidParameter || page.Range.Type == SystemVaType.BootLoaded,
            $"{page.Address:X}: {status}");
        page.Protection = page.IsCommitted && status == NtStatus.Success ? protection : page.Protection;
    }

    private void BreakDisk()
    {
        SetDisk(isBroken: true);
        Touch(isWrite: false);
        SetDisk(isBroken: false);
    }

    private void SetDisk(bool isBroken)
    {
        _isDiskBroken = isBroken;
        foreach (PagingFile file in _bench.Memory.Files.Files)
        {
            file.IsBroken = isBroken;
        }
    }

    /// <summary>At DISPATCH_LEVEL what is valid is touched, and everything else stops the machine.</summary>
    private void TouchAtDispatch()
    {
        Processor running = _bench.Parts.Processors.Running;
        running.Irql = Irql.Dispatch;
        for (int count = 0; count < 10; count++)
        {
            if (AnyPage() is not WorkPage page || page.Range.IsSwappedOut)
            {
                continue;
            }

            bool isValid = page.IsCommitted && PteFormat.IsValid(_bench.Entry(page.Address));
            ulong faults = _bench.Counters.PageFaults;
            if (isValid)
            {
                Assert.True(Access(page, isWrite: false));
            }
            else
            {
                BugCheck stop = _bench.StopOf(() => _bench.Holds(page.Address, null));
                Assert.Equal(BugCheckCode.IrqlNotLessOrEqual, stop.Code);
            }

            Assert.Equal(faults, _bench.Counters.PageFaults);
        }

        running.Irql = Irql.Passive;
    }

    /// <summary>Maps a page's frame a second time, as for a transfer.</summary>
    private void Map()
    {
        if (_mappings.Count >= MostMappings || AnyPage() is not WorkPage { IsCommitted: true } page
            || page.Range.IsSwappedOut || page.Protection != PageProtection.ReadWrite || !Access(page, isWrite: true))
        {
            return;
        }

        nuint address = _bench.Memory.SystemPtes.Reserve(1, mustSucceed: false);
        uint frame = _bench.FrameOf(page.Address);
        if (address == 0)
        {
            return;
        }

        if (!_bench.Memory.SystemPtes.Map(address, frame))
        {
            _bench.Memory.SystemPtes.Release(address, 1);
            return;
        }

        _mappings.Add((address, page.Key, frame));
        Assert.True(_bench.Holds(address, page.Key));
    }

    private void Unmap()
    {
        if (_mappings.Count != 0)
        {
            int index = (int)_random.Next((uint)_mappings.Count);
            EndMapping(_mappings[index]);
            _mappings.RemoveAt(index);
        }
    }

    /// <summary>Half of them are undone, half are given back as they are.</summary>
    private void EndMapping((nuint Address, ulong? Key, uint Frame) mapping)
    {
        Assert.Equal(mapping.Frame, _bench.FrameOf(mapping.Address));
        if (_random.Next(2) == 0)
        {
            _bench.Memory.SystemPtes.Unmap(mapping.Address);
        }

        _bench.Memory.SystemPtes.Release(mapping.Address, 1);
    }

    private void Hold()
    {
        if (AnyPage() is WorkPage { IsCommitted: true, Protection: PageProtection.ReadWrite } page
            && page.Range.Type == SystemVaType.PagedPool && Access(page, isWrite: true))
        {
            _bench.Memory.Held.Hold(page.Address);
            page.IsHeld = true;
        }
    }

    private void Allow()
    {
        foreach (WorkRange range in _ranges)
        {
            foreach (WorkPage page in range.Pages)
            {
                if (page.IsHeld && _random.Next(2) == 0)
                {
                    _bench.Memory.Held.Allow(page.Address);
                    page.IsHeld = false;
                }
            }
        }
    }

    private void DeclareBad()
    {
        if (_badCount < MostBad && _bench.Memory.Commit.Used < _bench.Memory.Commit.Limit)
        {
            FrameRun run = _bench.Parts.Ram.Runs[(int)_random.Next(2)];
            _badCount += _bench.Memory.Bad.Declare(run.Start + _random.Next(run.Count)) ? 1 : 0;
        }
    }

    private void Swap()
    {
        WorkRange? range = _ranges.Find(range => range.Type == SystemVaType.SystemPtes
            && range.Pages.TrueForAll(page => page is { IsCommitted: true, Protection: PageProtection.ReadWrite }));
        if (range is null)
        {
            return;
        }

        if (!range.IsSwappedOut)
        {
            _bench.Memory.Stacks.SwapOut(range.Address, (nuint)range.Pages.Count);
            range.IsSwappedOut = true;
        }
        else
        {
            range.IsSwappedOut = !_bench.Memory.Stacks.TrySwapIn(range.Address, (nuint)range.Pages.Count);
        }
    }

    private void Switch() =>
        _bench.Parts.Processors.Switch((int)_random.Next((uint)_bench.Parts.Processors.Count));
}
