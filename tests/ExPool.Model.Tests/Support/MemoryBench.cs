using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Checking;
using Xunit;

namespace ExPool.Model.Tests.Support;

/// <summary>A small machine with a memory manager and nothing else: no pools, no drivers.</summary>
internal sealed unsafe class MemoryBench : IDisposable
{
    public const nuint PageByteCount = PhysicalMemory.PageByteCount;
    private const ulong Megabyte = 1 << 20;
    private const uint ImagePageCount = 16;

    public MemoryBench(
        PagingMode mode, uint frameCount = 512, IReadOnlyList<PagingFileOptions>? files = null, int processorCount = 1,
        IDriverCalls? calls = null, bool isHostile = false, ulong seed = 1,
        bool isStarted = true)
    {
        Parts = new ComputerParts(
            new ComputerOptions
            {
                PagingFiles = files ?? [],
                ProcessorCount = processorCount,
                StopsForGood = false,
                IsPagerHostile = isHostile,
                Seed = seed,
            },
            LayoutOf(mode, frameCount),
            calls ?? new NoDrivers());
        Assert.True(!isStarted || Memory.Start(Parts.Layout.SelfMap, Parts.Layout.Images), "The machine starts.");
    }

    public ComputerParts Parts { get; }

    public MemoryManager Memory => Parts.Memory;

    public ModelCore Core => Parts.Core;

    public MemoryCounters Counters => Memory.Counters;

    public PteFormat Format => Memory.Tables.Format;

    /// <summary>A paging file of so many pages, of which one is never used.</summary>
    public static PagingFileOptions File(uint minimum, uint maximum) =>
        new(minimum * PageByteCount, maximum * PageByteCount);

    /// <summary>Reserves and commits pages of a region.</summary>
    public nuint Commit(SystemVaType type, nuint pageCount)
    {
        Assert.Equal(NtStatus.Success, Core.Reserve(type, pageCount, out nuint address));
        Assert.Equal(NtStatus.Success, Core.Commit(address, pageCount));
        return address;
    }

    /// <summary>Writes a whole page that only this key gives.</summary>
    public void Write(nuint page, ulong key)
    {
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(new Span<byte>(Core.ToWrite(page), (int)PageByteCount));
        SeededRandom random = new(key);
        for (int index = 0; index < words.Length; index++)
        {
            words[index] = random.Next();
        }
    }

    /// <summary>Compares a whole page with what a key gives; <see langword="null"/>: with zeros.</summary>
    public bool Holds(nuint page, ulong? key)
    {
        ReadOnlySpan<byte> bytes = new(Core.ToRead(page), (int)PageByteCount);
        if (key is null)
        {
            return !bytes.ContainsAnyExcept((byte)0);
        }

        SeededRandom random = new(key.Value);
        foreach (ulong word in MemoryMarshal.Cast<byte, ulong>(bytes))
        {
            if (word != random.Next())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads the table entry of a page.</summary>
    public ulong Entry(nuint page) => Memory.Tables.Read(Memory.Tables.Find(page));

    /// <summary>The frame that a page's entry names.</summary>
    public uint FrameOf(nuint page) => (uint)Format.FrameOf(Entry(page));

    /// <summary>What is known of the frame that a page's entry names.</summary>
    public PfnEntry PfnOf(nuint page) => Memory.Pfn[FrameOf(page)];

    /// <summary>Sends every pageable page out that may go, and its frame to the free list.</summary>
    public void SendOut() => Memory.SendOut();

    /// <summary>The stop that an action ends with.</summary>
    public BugCheck StopOf(Action action)
    {
        Irql before = Parts.Processors.Running.Irql;
        BugCheckException exception = Assert.Throws<BugCheckException>(action);
        Parts.Processors.Running.Irql = before;
        return exception.Stop;
    }

    /// <summary>Fails with everything that is wrong with the machine.</summary>
    public void Verify(string context = "") => MachineChecker.Verify(Parts, isDeep: true, context);

    /// <inheritdoc/>
    public void Dispose() => Parts.Dispose();

    private static SystemLayout LayoutOf(PagingMode mode, uint frameCount)
    {
        SystemLayout bare = BareLayout.Of(mode, frameCount * PageByteCount);
        List<(SystemVaType, ulong, ulong)> regions = [];
        foreach ((SystemVaType type, ulong start, ulong _) in bare.Regions)
        {
            regions.Add((type, start, type == SystemVaType.SystemPtes ? 2 * Megabyte : 32 * Megabyte));
        }

        // With a hole, as most machines have one.
        uint hole = frameCount / 4;
        return bare with
        {
            Runs = [new FrameRun(1, hole), new FrameRun(hole + 33, frameCount - hole)],
            Images = [(bare.Images[0].Address, ImagePageCount)],
            Tables = (bare.Tables.Start, Megabyte),
            Regions = regions,
        };
    }

    private sealed class NoDrivers : IDriverCalls
    {
        public void Interrupt(int driver, ulong context)
        {
        }

        public void Deferred(int driver, ulong context)
        {
        }

        public long Step(int driver, int thread) => -1;

        public void Second()
        {
        }
    }
}
