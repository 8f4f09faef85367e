using System.Collections.Generic;
using ExPool.Mm;

namespace ExPool.Model.Tests.Workloads;

/// <summary>Pages that a workload reserved together.</summary>
internal sealed class WorkRange
{
    public WorkRange(SystemVaType type, nuint address, uint pageCount)
    {
        Type = type;
        Address = address;
        for (uint index = 0; index < pageCount; index++)
        {
            Pages.Add(new WorkPage(this, address + ((nuint)index << 12)));
        }
    }

    public SystemVaType Type { get; }

    public nuint Address { get; }

    public List<WorkPage> Pages { get; } = [];

    /// <summary>Whether it is a kernel stack that is out.</summary>
    public bool IsSwappedOut { get; set; }

    public bool IsPageable => Type == SystemVaType.PagedPool || IsSwappedOut;
}
