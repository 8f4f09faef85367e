using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;

namespace ExPool.Contract.Tests.Threads;

/// <summary>
/// Runs threads of their own, not of the thread pool, and hands their failures to the test.
/// </summary>
internal static class ThreadGroup
{
    /// <summary>Starts so many threads at once and waits for all.</summary>
    public static void Run(int count, Action<int> body)
    {
        using Barrier start = new(count);
        ConcurrentQueue<Exception> failures = [];
        Thread[] threads = [.. Enumerable.Range(0, count).Select(number => new Thread(() =>
        {
            try
            {
                start.SignalAndWait();
                body(number);
            }
            catch (Exception failure)
            {
                failures.Enqueue(failure);
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        if (!failures.IsEmpty)
        {
            throw new AggregateException(failures);
        }
    }
}
