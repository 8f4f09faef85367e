using System.Collections.Generic;
using System.Linq;
using ExPool.Model.Mm;

namespace ExPool.Model.Tests.Checking;

/// <summary>What the page tables of every address space say: the system's first, then sessions', then
/// processes'.</summary>
internal sealed class SpaceWalks
{
    private readonly Dictionary<uint, TableWalk> _byNumber = [];

    public SpaceWalks(ComputerParts parts, EntryBits bits, Findings findings)
    {
        foreach (AddressSpace space in parts.Memory.Spaces.All.OfType<AddressSpace>().OrderBy(OrderOf))
        {
            TableWalk[] shared = space.Kind == AddressSpaceKind.Process
                ? [System, .. SessionOf(space)]
                : [];
            ulong? selfMap = space.Kind == AddressSpaceKind.Session ? null : parts.Layout.SelfMap;
            TableWalk walk = new(parts.Ram, bits, space.Tables.DirectoryFrame, selfMap, findings, shared);
            _byNumber.Add(space.Number, walk);
            All.Add((space, walk));
        }
    }

    /// <summary>Each space with its walk.</summary>
    public List<(AddressSpace Space, TableWalk Walk)> All { get; } = [];

    /// <summary>The system's.</summary>
    public TableWalk System => _byNumber[0];

    /// <summary>The walks whose pages a processor may meet that uses a space.</summary>
    public IEnumerable<TableWalk> SeenFrom(uint number)
    {
        AddressSpace space = All.First(item => item.Space.Number == number).Space;
        return number == 0 ? [System] : [_byNumber[number], .. SessionOf(space), System];
    }

    private IEnumerable<TableWalk> SessionOf(AddressSpace space) =>
        space.Session is AddressSpace session ? [_byNumber[session.Number]] : [];

    private static int OrderOf(AddressSpace space) => space.Kind switch
    {
        AddressSpaceKind.System => 0,
        AddressSpaceKind.Session => 1,
        _ => 2,
    };
}
