using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using ExPool.Ke;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Support;

/// <summary>
/// A second thread that allocates and frees without end, to see whether a stop leaves a lock held.
/// </summary>
/// <remarks>
/// It fills a page with its own blocks and turns one in the middle over, so that it takes the same locks as
/// the test but never meets a block, a header or a list that the test damages. It takes its page before the
/// test takes any. Paged pool must have one descriptor, or its blocks would wander. Where a machine has one thread,
/// that one makes the rounds when it is asked whether they go on: a lock that a stop left held shows then too.
/// </remarks>
internal sealed class Companion<TMachine> : IDisposable
    where TMachine : struct, IMachine
{
    public const string Tag = "Comp";

    private const int RoundCount = 50;

    // Nobody waits so long unless a lock is held for ever.
    private static readonly TimeSpan s_forever = TimeSpan.FromSeconds(60);

    private readonly Executive<TMachine> _pools;
    private readonly PoolFlags _flags;
    private readonly Thread? _thread;
    private readonly int _byteCount;
    private readonly List<nuint> _blocks = [];
    private readonly ManualResetEventSlim _mayGoOn = new(initialState: true);
    private readonly ManualResetEventSlim _isResting = new();
    private volatile bool _isOver;
    private volatile Exception? _end;
    private int _rounds;

    public Companion(Executive<TMachine> pools, PoolKind kind, bool hasThread)
    {
        _pools = pools;
        _flags = TestPools.Flags(kind);
        Geometry sizes = Geometry.Of<TMachine>();
        int units = Enumerable.Range(20, 100).First(count => sizes.UnitsPerPage % count == 0);
        _byteCount = sizes.Payload(units);
        for (int count = 0; count < sizes.UnitsPerPage / units; count++)
        {
            _blocks.Add(Allocate());
        }

        _thread = hasThread ? new Thread(Run) { IsBackground = true, Name = "companion" } : null;
    }

    /// <summary>Starts the thread, and waits until it is at work.</summary>
    public void Start()
    {
        _thread?.Start();
        AwaitRounds();
    }

    /// <summary>
    /// Does something while the thread rests between two calls, as a look at the pools wants it.
    /// </summary>
    public void WhileItRests(Action action)
    {
        if (_thread is null)
        {
            action();
            return;
        }

        _mayGoOn.Reset();
        _isResting.Wait();
        try
        {
            action();
        }
        finally
        {
            _isResting.Reset();
            _mayGoOn.Set();
        }

        AwaitRounds();
    }

    /// <summary>It is not waiting for anything that the test's thread left behind.</summary>
    public void AssertGoesOn()
    {
        AwaitRounds();
        Assert.Null(_end);
    }

    /// <summary>It got the same stop, wherever it was, and ended.</summary>
    public void AssertStoppedBy(BugCheck stop)
    {
        if (_thread is null)
        {
            Run();
        }
        else
        {
            Assert.True(_thread.Join(s_forever), "The second thread waits for a lock that a stop left held.");
        }

        Assert.Equal(stop, Assert.IsType<BugCheckException>(_end).Stop);
    }

    public void Dispose()
    {
        _isOver = true;
        if (_thread is not null)
        {
            if (_thread.ThreadState.HasFlag(ThreadState.Unstarted))
            {
                return;
            }

            Assert.True(_thread.Join(s_forever), "The second thread does not come back.");
        }

        if (_end is null)
        {
            _blocks.ForEach(block => _pools.Free(block, Tag));
        }

        _mayGoOn.Dispose();
        _isResting.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_isOver)
            {
                MakeRound();
                if (!_mayGoOn.IsSet)
                {
                    _isResting.Set();
                    _mayGoOn.Wait();
                }
            }
        }
        catch (Exception exception)
        {
            _end = exception;
        }
    }

    private void MakeRound()
    {
        int middle = _blocks.Count / 2;
        _pools.Free(_blocks[middle], Tag);
        _blocks[middle] = Allocate();
        Interlocked.Increment(ref _rounds);
    }

    private nuint Allocate()
    {
        nuint block = _pools.Allocate(_flags, (nuint)_byteCount, Tag);
        return block != 0 ? block : throw new InvalidOperationException("The companion got no memory.");
    }

    private void AwaitRounds()
    {
        if (_thread is null)
        {
            for (int round = 0; round < RoundCount; round++)
            {
                MakeRound();
            }

            return;
        }

        int from = Volatile.Read(ref _rounds);
        bool isDone = SpinWait.SpinUntil(
            () => Volatile.Read(ref _rounds) - from >= RoundCount || _end is not null, s_forever);
        Assert.True(isDone, "The second thread waits for a lock.");
    }
}
