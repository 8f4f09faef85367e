using System.Text.Json;
using ExPool.Model.Mm;

namespace ExPool.Cli.CommandLine;

/// <summary>What keeps a pool from growing, in words and as it stands in documents.</summary>
internal static class BoundText
{
    /// <summary>In words, as "the commit limit"; a dash when it is not known.</summary>
    /// <param name="bound">The bound.</param>
    public static string Format(MemoryBound? bound) => bound switch
    {
        MemoryBound.Policy => "the maximum that the release allows",
        MemoryBound.AddressSpace => "the kernel's address space",
        MemoryBound.Commit => "the commit limit",
        MemoryBound.ResidentPages => "RAM for pages that stay resident",
        _ => "-",
    };

    /// <summary>In a document: policy, addressSpace, commit or residentPages.</summary>
    /// <param name="bound">The bound.</param>
    public static string? Name(MemoryBound? bound) =>
        bound is { } known ? JsonNamingPolicy.CamelCase.ConvertName(known.ToString()) : null;
}
