using System;
using System.Collections.Generic;

namespace ExPool.Model.Drivers;

/// <summary>A process that a Windows has when it has come up and nobody has done anything yet.</summary>
/// <remarks>All numbers are unverified: no source publishes them, and they differ from machine to machine.</remarks>
/// <param name="Image">Its image.</param>
/// <param name="Count">How many of it.</param>
/// <param name="ThreadCount">Threads of each.</param>
/// <param name="HandleCount">Handles of each.</param>
/// <param name="Kilobytes">Memory of its own that each has committed.</param>
internal sealed record WindowsProcess(string Image, int Count, int ThreadCount, int HandleCount, uint Kilobytes)
{
    private static readonly Version s_vista = new(6, 0);
    private static readonly Version s_eight = new(6, 2);

    /// <summary>Those of Windows NT 4.0 to Server 2003.</summary>
    private static readonly WindowsProcess[] s_old =
    [
        new("smss.exe", 1, 3, 20, 200),
        new("csrss.exe", 1, 11, 350, 1700),
        new("winlogon.exe", 1, 20, 480, 6500),
        new("services.exe", 1, 16, 270, 1700),
        new("lsass.exe", 1, 20, 340, 3800),
        new("svchost.exe", 5, 22, 320, 3500),
        new("spoolsv.exe", 1, 12, 130, 3200),
        new("explorer.exe", 1, 12, 340, 9000),
    ];

    /// <summary>Those of Windows Vista to Server 2008 R2.</summary>
    private static readonly WindowsProcess[] s_middle =
    [
        new("smss.exe", 1, 3, 30, 400),
        new("csrss.exe", 2, 10, 400, 2200),
        new("wininit.exe", 1, 4, 80, 1400),
        new("winlogon.exe", 1, 4, 115, 2500),
        new("services.exe", 1, 9, 220, 4700),
        new("lsass.exe", 1, 8, 570, 4200),
        new("lsm.exe", 1, 11, 145, 2300),
        new("svchost.exe", 10, 16, 420, 9000),
        new("spoolsv.exe", 1, 14, 280, 6000),
        new("dwm.exe", 1, 4, 75, 1700),
        new("taskhost.exe", 1, 8, 170, 3000),
        new("explorer.exe", 1, 26, 750, 25_000),
    ];

    /// <summary>Those of Windows 8 and later.</summary>
    private static readonly WindowsProcess[] s_new =
    [
        new("smss.exe", 1, 2, 50, 400),
        new("csrss.exe", 2, 10, 330, 1800),
        new("wininit.exe", 1, 3, 90, 1200),
        new("winlogon.exe", 1, 4, 160, 2000),
        new("services.exe", 1, 8, 230, 4500),
        new("lsass.exe", 1, 9, 800, 5500),
        new("svchost.exe", 13, 17, 430, 9500),
        new("spoolsv.exe", 1, 11, 360, 5500),
        new("dwm.exe", 1, 9, 200, 20_000),
        new("taskhostex.exe", 1, 9, 240, 4500),
        new("explorer.exe", 1, 40, 1100, 35_000),
    ];

    /// <summary>The kernel's own process.</summary>
    public static WindowsProcess SystemOf(Version release) => release < s_vista
        ? new("System", 1, 55, 260, 0)
        : new("System", 1, 90, 550, 0);

    /// <summary>Those that a release has besides.</summary>
    public static IReadOnlyList<WindowsProcess> Of(Version release) =>
        release < s_vista ? s_old : release < s_eight ? s_middle : s_new;
}
