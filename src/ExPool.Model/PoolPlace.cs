using ExPool.Model.Mm;

namespace ExPool.Model;

/// <summary>Where pools lie that are not the machine's own: regions, and whose pages theirs are.</summary>
internal sealed class PoolPlace(string name, SystemSpace space, AddressSpace owner)
{
    /// <summary>What the pools are called.</summary>
    public string Name { get; } = name;

    /// <summary>Their regions: tables, nonpaged, paged.</summary>
    public SystemSpace Space { get; } = space;

    /// <summary>Gives their pages memory.</summary>
    public VirtualMemory Pages => owner.Pages;

    /// <summary>Where they keep the address of their processor's block.</summary>
    public nuint Control { get; set; }
}
