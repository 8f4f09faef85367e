using System;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Checking;
using ExPool.Model.Vm;
using Xunit;

namespace ExPool.Model.Tests.Support;

/// <summary>A machine with pools and the address spaces of processes, and what tests ask of them.</summary>
internal sealed class SpaceBench : IDisposable
{
    public const nuint Page = 4096;

    public SpaceBench(
        PagingMode mode, ulong ram = 32 << 20, ulong pagingFile = 0, ComputerOptions? options = null) =>
        Computer = TestComputers.Boot(mode, ram, pagingFile, options);

    public SpaceBench(Computer computer) => Computer = computer;

    public Computer Computer { get; }

    public MemoryManager Memory => Computer.Parts.Memory;

    public SystemServices Services => Computer.Services();

    public ProcessSpaces Processes => Services.Spaces;

    /// <summary>A space of a process that keeps no more in RAM than it touches.</summary>
    public UserSpace Create(SessionSpace? session = null)
    {
        Assert.Equal(NtStatus.Success, Processes.Create(out UserSpace? space, minimumWorkingSet: 0, session));
        return space!;
    }

    /// <summary>Reserves and commits pages.</summary>
    public static nuint Allocate(UserSpace space, nuint pageCount)
    {
        nuint address = 0;
        Assert.Equal(NtStatus.Success, space.Allocate(ref address, pageCount * Page));
        return address;
    }

    /// <summary>Fills a page with bytes that a key gives.</summary>
    public static void Write(UserSpace space, nuint page, byte key)
    {
        byte[] bytes = new byte[Page];
        new Random(key).NextBytes(bytes);
        Assert.Equal(NtStatus.Success, space.Write(page, bytes));
    }

    /// <summary>Whether a page has these bytes; with no key, zeros.</summary>
    public static bool Holds(UserSpace space, nuint page, byte? key)
    {
        byte[] expected = new byte[Page];
        if (key is byte seed)
        {
            new Random(seed).NextBytes(expected);
        }

        byte[] found = new byte[Page];
        Assert.Equal(NtStatus.Success, space.Read(page, found));
        return found.AsSpan().SequenceEqual(expected);
    }

    /// <summary>What a machine has promised, and what may still stay: the same before and after, or something was
    /// lost.</summary>
    public (ulong Promised, long Resident, uint Available) Balance() =>
        (Memory.Commit.Used, Memory.Resident.Left, Memory.Lists.AvailableCount);

    /// <summary>The number of the space that a processor uses.</summary>
    public uint SpaceOf(int processor) => Computer.Parts.Processors[processor].Space;

    /// <summary>Sends every pageable page out that may go, and its frame to the free list.</summary>
    public void SendOut() => Memory.SendOut();

    /// <summary>Fails with everything that is wrong.</summary>
    public void Verify(string context = "") => MachineChecker.Verify(Computer.Parts, isDeep: true, context);

    public void Dispose() => Computer.Dispose();
}
