using System;
using ExPool.Ke;

namespace ExPool.Machine;

/// <summary>What the running thread has at hand of its own.</summary>
/// <remarks>
/// One class of plain numbers, so that the compiler finds all of them with one look-up, and none is an
/// object that would need another.
/// </remarks>
internal static class HostThread
{
    private const int LevelShift = 32;

    /// <summary>Low half: the machine whose control word is at hand, 0 for none. High half: the level.</summary>
    /// <remarks>At PASSIVE_LEVEL on a known machine this is the machine's number: one compare asks three
    /// things.</remarks>
    [ThreadStatic]
    public static ulong t_key;

    /// <summary>The control word; 0 where there is none.</summary>
    [ThreadStatic]
    public static nuint t_control;

    /// <summary>The machine whose thread number and control word are here; 0 for none.</summary>
    [ThreadStatic]
    public static uint t_machine;

    /// <summary>The thread's number on that machine.</summary>
    [ThreadStatic]
    public static int t_number;

    /// <summary>The level this thread runs at, on every machine.</summary>
    public static Irql Level
    {
        get => (Irql)(t_key >> LevelShift);
        set => t_key = (t_key & uint.MaxValue) | ((ulong)value << LevelShift);
    }

    /// <summary>Takes a machine's word to hand.</summary>
    public static void SetControl(uint machine, nuint control)
    {
        t_control = control;
        t_key = (t_key >> LevelShift << LevelShift) | (control == 0 ? 0 : machine);
    }
}
