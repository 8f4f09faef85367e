using ExPool.Ex.Views;

namespace ExPool.Ex;

// Priorities: a request that matters less is not tried when the pool is short.
internal sealed partial class Pool<TMachine>
{
    private PoolPressure<TMachine> Pressure => new(_machine, _pages.Record);

    /// <summary>Whether a request may be tried; a refusal is counted as any other.</summary>
    /// <param name="request">The request.</param>
    /// <param name="priority">A valid priority.</param>
    public bool Permits(PoolRequest request, PoolPriority priority)
    {
        CheckLevel(request);
        bool isPermitted = Pressure.Permits(PoolGeometry<TMachine>.PagesFor(request.ByteCount), priority);
        if (!isPermitted)
        {
            new PoolRecord<TMachine>(_machine, _pages.Record).CountFailure();
        }

        return isPermitted;
    }
}
