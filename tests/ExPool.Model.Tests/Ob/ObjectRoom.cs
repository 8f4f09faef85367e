using System;
using System.Collections.Generic;
using ExPool.Mm;
using ExPool.Model.Mm;
using ExPool.Model.Ob;
using ExPool.Model.Ps;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Ob;

/// <summary>A machine, its objects, and what its pools held before the test.</summary>
internal sealed class ObjectRoom : IDisposable
{
    private const ulong Megabyte = 1 << 20;

    private readonly Dictionary<string, ulong> _before;
    private readonly ulong _systemPtesBefore;

    public ObjectRoom(PagingMode mode, ulong megabytes = 32, bool isHostile = false)
    {
        Computer = TestComputers.Boot(
            mode, megabytes * Megabyte, options: OptionsOf(mode) with { IsPagerHostile = isHostile });
        Kernel = (ModelKernel)Computer.Kernel;
        _before = InUse();
        _systemPtesBefore = Memory.SystemPtes.Range.UsedCount;
    }

    public Computer Computer { get; }

    public ModelKernel Kernel { get; }

    public ObjectManager Objects => Kernel.Services.Objects;

    public ProcessManager Processes => Kernel.Services.Processes;

    public MemoryManager Memory => Computer.Parts.Memory;

    /// <summary>A Windows of the mode's width.</summary>
    public static ComputerOptions OptionsOf(PagingMode mode) => new()
    {
        OperatingSystem = "Windows 7",
        Architecture = mode == PagingMode.Amd64 ? "x64" : "x86",
    };

    /// <summary>Bytes that each tag has in a pool.</summary>
    public Dictionary<string, ulong> InUse() => Computer.BytesByTag();

    /// <summary>Takes blocks of a pool until there are none; <see cref="Relieve"/> frees them.</summary>
    public List<nuint> Exhaust(PoolFlags pool)
    {
        List<nuint> blocks = [];
        foreach (nuint byteCount in (nuint[])[1 << 20, 64 << 10, 4096, 512, 64, 8])
        {
            for (nuint block = Take(); block != 0; block = Take())
            {
                blocks.Add(block);
            }

            nuint Take() => Kernel.Allocate(pool | PoolFlags.Uninitialized, byteCount, "Exha");
        }

        return blocks;
    }

    public void Relieve(List<nuint> blocks)
    {
        foreach (nuint block in blocks)
        {
            Kernel.Free(block, "Exha");
        }
    }

    /// <summary>Nothing is left of the test, and the pools are sound.</summary>
    public void AssertNothingIsLeft()
    {
        Assert.Equal(_before, InUse());
        Assert.Equal(_systemPtesBefore, Memory.SystemPtes.Range.UsedCount);
        Assert.Empty(Kernel.Services.Spaces.All);
        Assert.All(Objects.Types, type => Assert.Equal((0UL, 0UL), (type.ObjectCount, type.HandleCount)));
        Computer.AssertPoolsAreSound();
    }

    public void Dispose() => Computer.Dispose();
}
