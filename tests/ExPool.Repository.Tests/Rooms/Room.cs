using System.Collections.Generic;

namespace ExPool.Repository.Tests.Rooms;

/// <summary>A namespace and what its types may touch beside each other.</summary>
/// <param name="Namespace">The namespace; one without a room of its own belongs to the nearest above it.</param>
/// <param name="MayTouch">Rooms that it may touch, each by its exact name.</param>
internal sealed record Room(string Namespace, params string[] MayTouch)
{
    /// <summary>Single types outside of those rooms that it may touch, and which members of them.</summary>
    public IReadOnlyList<Door> Doors { get; init; } = [];

    /// <summary>Whether namespaces inside of it are parts of it; otherwise each needs a room of its own.</summary>
    public bool HasParts { get; init; }
}

/// <summary>A type that a room may touch although the rest of its room is closed.</summary>
/// <param name="Type">The full name.</param>
/// <param name="Members">The members that may be used; none given means that it may only be named.</param>
internal sealed record Door(string Type, params string[] Members);

/// <summary>A set of rooms under one namespace whose own types may be words: usable from every room.</summary>
/// <param name="Namespace">Where the words stand.</param>
/// <param name="OnlyPlainTypes">Only structs, enums and exceptions can be words.</param>
/// <param name="MayTouch">The rooms that a word may touch and still be one.</param>
internal sealed record House(string Namespace, bool OnlyPlainTypes, params string[] MayTouch);

/// <summary>All rooms and houses.</summary>
/// <param name="Rooms">The rooms.</param>
/// <param name="Houses">The houses.</param>
internal sealed record RoomPlan(IReadOnlyList<Room> Rooms, IReadOnlyList<House> Houses);
