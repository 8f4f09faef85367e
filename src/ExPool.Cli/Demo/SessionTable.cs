using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace ExPool.Cli.Demo;

/// <summary>Clients that come and go: a session and a token for each.</summary>
internal sealed class SessionTable : Component
{
    private const int ClientCount = 300;

    private const int ChangesPerStep = 4;

    private readonly List<Client> _clients = [];

    /// <summary>Makes the table.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="number">Its number.</param>
    public SessionTable(DemoPlan plan, int number)
        : base(plan, number)
    {
    }

    /// <inheritdoc/>
    public override void Step(TimeSpan elapsed)
    {
        while (_clients.Count < ClientCount)
        {
            LogOn();
        }

        for (int count = Random.Next(ChangesPerStep); count > 0; count--)
        {
            LogOff(Random.Next(_clients.Count));
        }

        for (int byteCount = Forgets(DemoTags.Session, elapsed, out int sessions); sessions > 0; sessions--)
        {
            CreateSession(byteCount);
        }

        for (int byteCount = Forgets(DemoTags.Token, elapsed, out int tokens); tokens > 0; tokens--)
        {
            CreateToken(byteCount);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        while (_clients.Count > 0)
        {
            LogOff(_clients.Count - 1);
        }
    }

    private void LogOn() => _clients.Add(new(CreateSession(Random.Next(300, 900)), CreateToken(Random.Next(64, 256))));

    private void LogOff(int index)
    {
        Release(_clients[index].Token, DemoTags.Token);
        Release(_clients[index].Session, DemoTags.Session);
        _clients[index] = _clients[^1];
        _clients.RemoveAt(_clients.Count - 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint CreateSession(int byteCount) =>
        KernelPool.Allocate(PoolFlags.Paged, (nuint)byteCount, DemoTags.Session);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint CreateToken(int byteCount) =>
        KernelPool.Allocate(PoolFlags.Paged, (nuint)byteCount, DemoTags.Token);

    private readonly record struct Client(nuint Session, nuint Token);
}
