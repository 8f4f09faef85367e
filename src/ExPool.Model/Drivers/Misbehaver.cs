using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>A driver that behaves for a while and then makes one kind of mistake.</summary>
internal abstract class Misbehaver(DriverArguments arguments) : CatalogDriver(arguments)
{
    private bool _hasWaited;

    /// <summary>When the mistake is made; every such driver has this parameter.</summary>
    protected static DriverParameter After { get; } =
        DriverParameter.Number("after", DriverUnit.Time, "1s", 0, 36_000_000_000_000, "when it begins");

    /// <inheritdoc/>
    public sealed override TimeSpan Step(IKernel kernel, int thread)
    {
        if (IsStopping)
        {
            FreeAll(kernel);
            return Ended;
        }

        if (!_hasWaited)
        {
            _hasWaited = true;
            return Arguments.Time("after");
        }

        return Misbehave(kernel);
    }

    /// <summary>Makes the mistake.</summary>
    /// <returns>When the next one is due, if the machine still runs.</returns>
    protected abstract TimeSpan Misbehave(IKernel kernel);

    /// <summary>Frees what it has.</summary>
    protected virtual void FreeAll(IKernel kernel)
    {
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer) => writer.Write(_hasWaited);

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader) => _hasWaited = reader.ReadBoolean();
}
