using System;
using System.Runtime.ExceptionServices;
using System.Threading;
using Xunit;

namespace ExPool.Contract.Tests.Threads;

/// <summary>A thread of its own, whose failure becomes the test's.</summary>
internal sealed class TestThread
{
    private readonly Thread _thread;
    private ExceptionDispatchInfo? _failure;

    private TestThread(Action body) => _thread = new Thread(() => Run(body)) { IsBackground = true };

    public static TestThread Start(Action body)
    {
        TestThread thread = new(body);
        thread._thread.Start();
        return thread;
    }

    /// <summary>Waits for the end; throws what the thread threw.</summary>
    public void Join()
    {
        bool isOver = _thread.Join(TimeSpan.FromSeconds(120));
        _failure?.Throw();
        Assert.True(isOver, "The thread does not end.");
    }

    private void Run(Action body)
    {
        try
        {
            body();
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }
    }
}
