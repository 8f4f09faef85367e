using System;
using System.Runtime.CompilerServices;

namespace ExPool.Cli.Demo;

/// <summary>Work items that are allocated, run and freed at once: many allocations, hardly a byte in use.</summary>
internal sealed class WorkQueue : Component
{
    private const int ItemsPerStep = 10;

    /// <summary>Makes the queue.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="number">Its number.</param>
    public WorkQueue(DemoPlan plan, int number)
        : base(plan, number)
    {
    }

    /// <inheritdoc/>
    public override void Step(TimeSpan elapsed)
    {
        Span<nuint> items = stackalloc nuint[ItemsPerStep];
        for (int index = 0; index < items.Length; index++)
        {
            items[index] = QueueWorkItem(Random.Next(32, 200));
        }

        foreach (nuint item in items)
        {
            Release(item, DemoTags.WorkItem);
        }

        for (int byteCount = Forgets(DemoTags.WorkItem, elapsed, out int count); count > 0; count--)
        {
            QueueWorkItem(byteCount);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint QueueWorkItem(int byteCount) =>
        KernelPool.Allocate(PoolFlags.NonPaged, (nuint)byteCount, DemoTags.WorkItem);
}
