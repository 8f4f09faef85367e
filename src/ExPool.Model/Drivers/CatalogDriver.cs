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

    /// <summary>Writes what it remembers besides its parameters.</summary>
    protected abstract void SaveState(StateWriter writer);

    /// <summary>Reads what <see cref="SaveState"/> wrote.</summary>
    protected abstract void LoadState(StateReader reader);

    /// <summary>The pool that a parameter "pool" names; the contents stay as they were found.</summary>
    protected PoolFlags Pool =>
        (Arguments.Is("pool", "paged") ? PoolFlags.Paged : PoolFlags.NonPaged) | PoolFlags.Uninitialized;
}
