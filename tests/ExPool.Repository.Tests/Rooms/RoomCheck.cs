using System;
using System.Collections.Generic;
using System.Linq;

namespace ExPool.Repository.Tests.Rooms;

/// <summary>Finds uses that a plan of rooms does not allow.</summary>
internal sealed class RoomCheck
{
    private readonly RoomPlan _plan;
    private readonly IReadOnlyList<AssemblyUses> _assemblies;

    /// <summary>Prepares a check and computes the words.</summary>
    public RoomCheck(RoomPlan plan, params IReadOnlyList<AssemblyUses> assemblies)
    {
        _plan = plan;
        _assemblies = assemblies;
        Words = plan.Houses.SelectMany(FindWords).ToHashSet();
    }

    /// <summary>Types that every room may use, because they themselves touch nothing above the ground.</summary>
    public IReadOnlySet<TypeName> Words { get; }

    /// <summary>Each use that is not allowed, as a sentence, in order.</summary>
    public IReadOnlyList<string> Violations() =>
        [.. _assemblies.SelectMany(assembly => assembly.Uses).Select(Judge).OfType<string>().Distinct().Order()];

    /// <summary>Namespaces of ours that are neither a room nor a part of one.</summary>
    public IReadOnlyList<string> NamespacesWithoutRoom() =>
        [.. _assemblies.SelectMany(assembly => assembly.Types)
            .Select(type => type.Name.Namespace)
            .Where(space => IsOurs(space) && RoomOf(space) is not { HasParts: true })
            .Where(space => RoomOf(space)?.Namespace != space)
            .Distinct().Order()];

    private string? Judge(TypeUse use)
    {
        Room? from = RoomOf(use.User.Namespace);
        Room? to = RoomOf(use.Used.Namespace);
        if (from is null || to is null || from == to || Words.Contains(use.Used))
        {
            return null;
        }

        if (from.MayTouch.Contains(to.Namespace) || from.Doors.Any(door => Opens(door, use)))
        {
            return null;
        }

        string member = use.Member.Length == 0 ? string.Empty : "." + use.Member;
        return $"{use.User} touches {use.Used}{member}: room {from.Namespace} may touch "
            + (from.MayTouch.Length == 0 ? "nothing" : string.Join(", ", from.MayTouch));
    }

    private static bool Opens(Door door, TypeUse use) =>
        door.Type == use.Used.ToString() && (use.Member.Length == 0 || door.Members.Contains(use.Member));

    private bool IsOurs(string space) => _plan.Houses.Any(house => IsWithin(space, house.Namespace));

    private Room? RoomOf(string space) => _plan.Rooms
        .Where(room => IsWithin(space, room.Namespace))
        .MaxBy(room => room.Namespace.Length);

    private static bool IsWithin(string space, string outer) =>
        space == outer || space.StartsWith(outer + ".", StringComparison.Ordinal);

    /// <remarks>Starts with every candidate and drops those that touch something else, until none is
    /// dropped.</remarks>
    private HashSet<TypeName> FindWords(House house)
    {
        var words = _assemblies.SelectMany(assembly => assembly.Types)
            .Where(type => type.Name.Namespace == house.Namespace && (type.IsPlain || !house.OnlyPlainTypes))
            .Select(type => type.Name)
            .ToHashSet();
        var uses = _assemblies.SelectMany(assembly => assembly.Uses)
            .Where(use => words.Contains(use.User) && RoomOf(use.Used.Namespace) is not null)
            .ToList();

        bool IsHeavy(TypeUse use) =>
            words.Contains(use.User) && !words.Contains(use.Used)
            && !house.MayTouch.Contains(RoomOf(use.Used.Namespace)?.Namespace);
        while (uses.Where(IsHeavy).Select(use => use.User).ToList() is { Count: > 0 } heavy)
        {
            words.ExceptWith(heavy);
        }

        return words;
    }
}
