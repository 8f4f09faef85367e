using System.Collections.Generic;

namespace ExPool.Model.Ps;

/// <summary>What a desktop is for, which decides how large its heap may become.</summary>
internal enum DesktopKind
{
    /// <summary>The one that a user sees.</summary>
    Interactive = 0,

    /// <summary>That of a service.</summary>
    NonInteractive = 1,

    /// <summary>The one for logging on.</summary>
    Winlogon = 2,

    /// <summary>The one that is shown while nobody is connected.</summary>
    Disconnect = 3,
}

/// <summary>Bytes of desktop heaps: XP and Server 2003 on x86 (docs/sources.md#sessions), used for all releases.</summary>
internal static class DesktopHeaps
{
    private static readonly uint[] s_sizes = [3072 << 10, 512 << 10, 128 << 10, 64 << 10];

    /// <summary>The desktops that each session has from the start.</summary>
    public static IReadOnlyList<DesktopKind> OfSession { get; } =
        [DesktopKind.Interactive, DesktopKind.Winlogon, DesktopKind.Disconnect];

    /// <summary>The most bytes of a heap.</summary>
    public static uint ByteCountOf(DesktopKind kind) => s_sizes[(int)kind];
}
