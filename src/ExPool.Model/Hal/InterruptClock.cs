using ExPool.Model.Ke;

namespace ExPool.Model.Hal;

/// <summary>Virtual time: it moves when something takes time, and never by itself.</summary>
/// <remarks>In units of 100 ns, as NT's interrupt time. The clock interrupts every 15.625 ms; TickCount counts the
/// interrupts.</remarks>
internal sealed class InterruptClock
{
    /// <summary>100 ns units between two clock interrupts.</summary>
    public const long Interval = 156_250;

    /// <summary>100 ns units in a second.</summary>
    public const long Second = 10_000_000;

    /// <summary>Now.</summary>
    public long Now { get; private set; }

    /// <summary>Clock interrupts since boot.</summary>
    public long TickCount => Now / Interval;

    /// <summary>When the next clock interrupt comes.</summary>
    public long NextTick => (TickCount + 1) * Interval;

    /// <summary>Lets time pass.</summary>
    /// <param name="units">100 ns units, not negative.</param>
    public void Advance(long units) => Now += units;

    /// <summary>Lets time pass until a moment that is not in the past.</summary>
    public void AdvanceTo(long moment) => Now = moment > Now ? moment : Now;

    /// <summary>The last moment that a saved machine can have: 14 thousand years.</summary>
    public const long LastMoment = long.MaxValue / 2;

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer) => writer.Write(Now);

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader) => Now = (long)reader.ReadUpTo("the time", LastMoment);
}
