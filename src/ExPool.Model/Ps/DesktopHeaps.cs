using System.Collections.Generic;

namespace ExPool.Model.Ps;

/// <summary>Bytes of desktop heaps: those of XP and Server 2003 on x86, used for all releases.</summary>
/// <remarks>docs/sources.md#sessions.</remarks>
internal static class DesktopHeaps
{
    private static readonly uint[] s_sizes = [3072 << 10, 512 << 10, 128 << 10, 64 << 10];

    /// <summary>The desktops that each session has from the start.</summary>
    public static IReadOnlyList<DesktopKind> OfSession { get; } =
        [DesktopKind.Interactive, DesktopKind.Winlogon, DesktopKind.Disconnect];

    /// <summary>The most bytes of a heap.</summary>
    public static uint ByteCountOf(DesktopKind kind) => s_sizes[(int)kind];
}
