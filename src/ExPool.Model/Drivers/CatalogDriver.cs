using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>A driver of the catalog: it knows what was said about it, and says so again when it is saved.</summary>
internal abstract class CatalogDriver(DriverArguments arguments) : Driver
{
    /// <summary>Until the next interrupt of the clock: how long a driver waits that has nothing to do.</summary>
    protected static readonly TimeSpan Tick = TimeSpan.FromTicks(156_250);

    /// <summary>How long a driver waits for memory that it cannot do without.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>What was said about it.</summary>
    public DriverArguments Arguments { get; protected set; } = arguments;

    /// <inheritdoc/>
    public sealed override string Name => Arguments.Entry.Name.ToLowerInvariant() + ".sys";

    /// <inheritdoc/>
    public sealed override string Kind => Arguments.Entry.Name;

    /// <summary>The text that makes it again.</summary>
    public string Text => $"{Arguments.Entry.Name}:{Arguments}";

    /// <inheritdoc/>
    public sealed override void Save(StateWriter writer)
    {
        writer.Write(Arguments.ToString());
        writer.Write(IsStopping);
        SaveState(writer);
    }

    /// <inheritdoc/>
    public sealed override void Load(StateReader reader)
    {
        Arguments = DriverArguments.Parse(Arguments.Entry, reader.ReadString());
        IsStopping = reader.ReadBoolean();
        LoadState(reader);
    }

    /// <summary>How much is due at a rate since a moment, so that the rate is exact however long the ticks
    /// are.</summary>
    /// <param name="rate">In a second.</param>
    /// <param name="since">The moment; one that was read may lie anywhere.</param>
    /// <param name="now">The time now.</param>
    protected static ulong Due(ulong rate, long since, TimeSpan now)
    {
        UInt128 due = (UInt128)rate * Elapsed(since, now) / TimeSpan.TicksPerSecond;
        return due > ulong.MaxValue ? ulong.MaxValue : (ulong)due;
    }

    /// <summary>The moment since which so much would be due now: what was due besides is given up, so that the rate
    /// holds when there is room again.</summary>
    protected static long SinceFor(ulong rate, ulong done, TimeSpan now) =>
        unchecked(now.Ticks - (long)((UInt128)done * TimeSpan.TicksPerSecond / rate));

    /// <summary>Ticks since a moment; 0 when it is to come.</summary>
    protected static ulong Elapsed(long since, TimeSpan now) => (ulong)Math.Max(0, unchecked(now.Ticks - since));

    /// <summary>Writes what it remembers besides its parameters.</summary>
    protected abstract void SaveState(StateWriter writer);

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    protected abstract void LoadState(StateReader reader);

    /// <summary>The pool that a parameter "pool" names; the contents stay as they were found.</summary>
    protected PoolFlags Pool =>
        (Arguments.Is("pool", "paged") ? PoolFlags.Paged : PoolFlags.NonPaged) | PoolFlags.Uninitialized;
}
