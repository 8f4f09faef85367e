using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace ExPool.Cli.Demo;

/// <summary>Requests that for a moment come faster than they are served, and are then worked off.</summary>
internal sealed class RequestBurst : Component
{
    private const int UsualCount = 40;

    private const int PeakCount = 500;

    private const int RequestByteCount = 3000;

    private const double RisesAt = 0.40;   // of the run

    private const double PeaksAt = 0.42;

    private const double DrainedAt = 0.465;

    private readonly Queue<nuint> _requests = new();

    /// <summary>Makes the queue.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="number">Its number.</param>
    public RequestBurst(DemoPlan plan, int number)
        : base(plan, number)
    {
    }

    /// <inheritdoc/>
    public override void Step(TimeSpan elapsed)
    {
        int wantedCount = UsualCount + Random.Next(10) + (int)(PeakCount * Wave(Progress(elapsed)));
        for (int served = 5; served > 0 && _requests.Count > 0; served--)
        {
            Release(_requests.Dequeue(), DemoTags.Request);
        }

        while (_requests.Count > wantedCount)
        {
            Release(_requests.Dequeue(), DemoTags.Request);
        }

        while (_requests.Count < wantedCount)
        {
            _requests.Enqueue(AcceptRequest(RequestByteCount));
        }

        for (int byteCount = Forgets(DemoTags.Request, elapsed, out int count); count > 0; count--)
        {
            AcceptRequest(byteCount);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        while (_requests.TryDequeue(out nuint request))
        {
            Release(request, DemoTags.Request);
        }
    }

    private static double Wave(double progress) => progress switch
    {
        < RisesAt or >= DrainedAt => 0,
        < PeaksAt => (progress - RisesAt) / (PeaksAt - RisesAt),
        _ => (DrainedAt - progress) / (DrainedAt - PeaksAt),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint AcceptRequest(int byteCount) =>
        KernelPool.Allocate(PoolFlags.NonPaged, (nuint)byteCount, DemoTags.Request);
}
