using System.Collections.Generic;
using System.Collections.Immutable;
using ExPool.Ke;
using ExPool.Model.Hal;
using ExPool.Model.Mm;
using ExPool.Model.Reports;
using ExPool.Model.Vm;

namespace ExPool.Model;

// A heap of a process, as an example of what pools do for the kernel.
public sealed partial class Computer
{
    /// <summary>Makes a process with a heap, asks the heap for something, and deletes the process: what the heap did,
    /// step by step.</summary>
    /// <param name="requests">What to ask for.</param>
    /// <exception cref="ComputerException">There is no memory for a process and its heap; or a request frees what was
    /// not asked for before.</exception>
    public HeapReport TraceHeap(IReadOnlyList<HeapRequest> requests)
    {
        ProcessSpaces processes = _kernel.Services.Spaces;
        NtStatus status = processes.Create(out UserSpace? space);
        if (space is null)
        {
            throw new ComputerException($"the machine has no memory for a process: {status}; expected more RAM");
        }

        try
        {
            status = UserHeap.Create(space, out UserHeap? heap);
            return heap is null
                ? throw new ComputerException($"the process has no memory for a heap: {status}; expected more RAM")
                : new HeapReport(
                    _parts.Core.Facts.Description,
                    _kernel.PointerByteCount,
                    UserHeap.RegionByteCount,
                    Trace(space, heap, requests));
        }
        finally
        {
            processes.Delete(space);
        }
    }

    private static ImmutableArray<HeapStep> Trace(
        UserSpace space, UserHeap heap, IReadOnlyList<HeapRequest> requests)
    {
        List<nuint> blocks = [];
        ImmutableArray<HeapStep>.Builder steps = ImmutableArray.CreateBuilder<HeapStep>();
        steps.Add(StepOf(space, heap, HeapAction.Create, null, null, NtStatus.Success));
        foreach ((HeapAction action, uint value) in requests)
        {
            if (action == HeapAction.Allocate)
            {
                NtStatus taken = heap.Allocate(value, out nuint address);
                blocks.Add(address);
                steps.Add(StepOf(space, heap, action, value, address == 0 ? null : address, taken));
                continue;
            }

            if (value == 0 || value > blocks.Count)
            {
                throw new ComputerException($"block {value} is freed, but none of that number was asked for before; "
                    + (blocks.Count == 0 ? "expected bytes first" : $"expected 1 to {blocks.Count}"));
            }

            nuint block = blocks[(int)value - 1];
            steps.Add(StepOf(space, heap, action, null, block, heap.Free(block)));
        }

        return steps.DrainToImmutable();
    }

    private static HeapStep StepOf(
        UserSpace space, UserHeap heap, HeapAction action, ulong? byteCount, ulong? address, NtStatus status)
    {
        ImmutableArray<HeapRegion>.Builder regions = ImmutableArray.CreateBuilder<HeapRegion>();
        for (uint number = 0; number < heap.Notes.RegionCount; number++)
        {
            nuint start = heap.Notes.RegionAt(number);
            nuint pageCount = UserHeap.RegionByteCount >> PhysicalMemory.PageShift;
            regions.Add(new(start, pageCount, CommittedRuns.Sum(space.Space.Tables, start, pageCount)));
        }

        return new(
            action,
            byteCount,
            address,
            status,
            regions.DrainToImmutable(),
            [.. heap.Notes.ListInUse().ConvertAll(block => new HeapBlock(block.Address, block.ByteCount))],
            [.. heap.Notes.ListFree().ConvertAll(block => new HeapBlock(block.Address, block.ByteCount))]);
    }
}
