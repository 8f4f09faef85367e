using System;
using System.Threading;
using ExPool.Machine;

namespace ExPool;

/// <summary>A thread that calls <see cref="Executive{TMachine}.AdjustLookasideDepth"/> once a second.</summary>
/// <remarks>
/// NT's balance set manager, as far as pools need one. It is a background thread, so it keeps no process
/// alive. <see cref="KernelPool"/> has one; pools that are booted by hand get one from <see cref="Start"/>,
/// or are tuned by their owner, or never.
/// </remarks>
public sealed class BalanceSetManager : IDisposable
{
    private readonly ManualResetEventSlim _over = new();
    private readonly Thread _thread;

    private BalanceSetManager(Action tick, TimeSpan interval)
    {
        _thread = new Thread(() => Run(tick, interval)) { IsBackground = true, Name = "Balance set manager" };
        _thread.Start();
    }

    /// <summary>Starts the thread. To be disposed before the pools are.</summary>
    /// <typeparam name="TMachine">The machine of the pools.</typeparam>
    /// <param name="executive">The pools.</param>
    /// <param name="interval">Time between two calls, from 1 ms; <see langword="null"/>: one second, as in NT.</param>
    public static BalanceSetManager Start<TMachine>(Executive<TMachine> executive, TimeSpan? interval = null)
        where TMachine : struct, IMachine
    {
        ArgumentNullException.ThrowIfNull(executive);
        TimeSpan chosen = interval ?? TimeSpan.FromSeconds(1);
        ArgumentOutOfRangeException.ThrowIfLessThan(chosen, TimeSpan.FromMilliseconds(1));
        return new BalanceSetManager(executive.AdjustLookasideDepth, chosen);
    }

    /// <summary>Ends the thread and waits until it has.</summary>
    public void Dispose()
    {
        if (!_over.IsSet)
        {
            _over.Set();
            _thread.Join();
            _over.Dispose();
        }
    }

    private void Run(Action tick, TimeSpan interval)
    {
        while (!_over.Wait(interval))
        {
            try
            {
                tick();
            }
            catch (Exception end) when (end is Ke.BugCheckException or ObjectDisposedException)
            {
                // The pools stopped or are gone: whoever uses them is told; there is nothing left to balance.
                return;
            }
        }
    }
}
