using System;
using System.Runtime.InteropServices;

namespace ExPool.Cli.Screens;

/// <content>A Windows console obeys control sequences only when asked to.</content>
internal sealed partial class LiveTerminal
{
    private const int StandardOutputHandle = -11;
    private const uint EnableVirtualTerminalProcessing = 0x4;

    private static void EnableSequences()
    {
        if (OperatingSystem.IsWindows())
        {
            nint handle = GetStdHandle(StandardOutputHandle);
            if (GetConsoleMode(handle, out uint mode))
            {
                _ = SetConsoleMode(handle, mode | EnableVirtualTerminalProcessing);
            }
        }
    }

    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial nint GetStdHandle(int number);

    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint console, out uint mode);

    [LibraryImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint console, uint mode);
}
