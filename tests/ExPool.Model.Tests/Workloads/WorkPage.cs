using ExPool.Mm;

namespace ExPool.Model.Tests.Workloads;

/// <summary>What a workload knows of a page.</summary>
internal sealed class WorkPage(WorkRange range, nuint address)
{
    public WorkRange Range { get; } = range;

    public nuint Address { get; } = address;

    /// <summary>What gives its contents; <see langword="null"/>: zeros.</summary>
    public ulong? Key { get; set; }

    public bool IsCommitted { get; set; }

    public bool IsHeld { get; set; }

    public PageProtection Protection { get; set; } = PageProtection.ReadWrite;
}
