using System.Collections.Generic;
using System.Linq;
using ExPool.Model.Mm;
using Xunit;

namespace ExPool.Model.Tests.Support;

/// <summary>What tests ask of any machine.</summary>
internal static class ComputerQuestions
{
    /// <summary>The system's components.</summary>
    public static SystemServices Services(this Computer computer) => ((ModelKernel)computer.Kernel).Services;

    /// <summary>Bytes that each tag has in a pool.</summary>
    public static Dictionary<string, ulong> BytesByTag(this Computer computer) => computer.Capture().Tags
        .SelectMany(tag => (IEnumerable<(string, ulong)>)
            [($"{tag.Tag} nonpaged", tag.NonPaged.BytesInUse), ($"{tag.Tag} paged", tag.Paged.BytesInUse)])
        .Where(row => row.Item2 != 0)
        .ToDictionary(row => row.Item1, row => row.Item2);

    /// <summary>The pools are sound. Reading may bring pages in, which takes time; the second's work, which changes the
    /// pools, has to wait until all is read.</summary>
    public static void AssertPoolsAreSound(this Computer computer)
    {
        computer.Parts.Dispatcher.EnterStep();
        Assert.Empty(computer.OpenReader().Verify());
        computer.Parts.Dispatcher.LeaveStep();
    }

    /// <summary>Sends every pageable page out that may go, and its frame to the free list.</summary>
    public static void SendOut(this MemoryManager memory)
    {
        memory.WorkingSets.Trim(uint.MaxValue);
        memory.Writer.Write(uint.MaxValue, out _);
        while (memory.Frames.TakeStandby() is uint frame and not PfnDatabase.None)
        {
            memory.Frames.Release(frame);
        }
    }
}
