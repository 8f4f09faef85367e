using System;

namespace ExPool.Model;

/// <summary>One condition of memory: its name, since when Windows has it, and how it is found out.</summary>
/// <param name="Name">NT's name.</param>
/// <param name="Since">The first version of NT that has it.</param>
/// <param name="Threshold">The bytes that decide.</param>
/// <param name="Holds">Whether it holds.</param>
internal sealed record ConditionRule(
    string Name, Version Since, Func<MemoryRoom, ulong> Threshold, Func<MemoryRoom, bool> Holds)
{
    // LowMemoryCondition and its counterpart are of XP; pools followed in Server 2003, commit in Vista.
    private static readonly Version s_xp = new(5, 1);
    private static readonly Version s_server2003 = new(5, 2);
    private static readonly Version s_vista = new(6, 0);

    /// <summary>All of them (docs/sources.md#memory-conditions).</summary>
    public static ConditionRule[] All { get; } =
    [
        Below("LowMemoryCondition", s_xp, room => room.Available, room => room.Thresholds.LowMemory),
        Above("HighMemoryCondition", s_xp, room => room.Available, room => room.Thresholds.HighMemory),
        Below(
            "LowPagedPoolCondition", s_server2003, room => room.Paged.FreeByteCount, room => room.Paged.LowByteCount),
        Above(
            "HighPagedPoolCondition", s_server2003, room => room.Paged.FreeByteCount, room => room.Paged.HighByteCount),
        Below(
            "LowNonPagedPoolCondition", s_server2003,
            room => room.NonPaged.FreeByteCount, room => room.NonPaged.LowByteCount),
        Above(
            "HighNonPagedPoolCondition", s_server2003,
            room => room.NonPaged.FreeByteCount, room => room.NonPaged.HighByteCount),
        Below("LowCommitCondition", s_vista, room => room.Committed, room => room.CommitLimit / 100 * 80),
        Above("HighCommitCondition", s_vista, room => room.Committed, room => room.CommitLimit / 100 * 90),
        Above("MaximumCommitCondition", s_vista, room => room.Committed, room => room.MaximumCommitLimit / 100 * 90),
    ];

    private static ConditionRule Below(
        string name, Version since, Func<MemoryRoom, ulong> amount, Func<MemoryRoom, ulong> threshold) =>
        new(name, since, threshold, room => amount(room) < threshold(room));

    private static ConditionRule Above(
        string name, Version since, Func<MemoryRoom, ulong> amount, Func<MemoryRoom, ulong> threshold) =>
        new(name, since, threshold, room => amount(room) > threshold(room));
}
