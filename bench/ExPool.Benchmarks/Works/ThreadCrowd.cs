using System;
using System.Diagnostics;
using System.Threading;

namespace ExPool.Benchmarks.Works;

/// <summary>Threads that live for one run, as many as wanted.</summary>
internal static class ThreadCrowd
{
    private const int StackByteCount = 256 * 1024;

    /// <summary>Starts threads, lets them go at once when all are there, and waits until all have ended.</summary>
    /// <param name="count">How many.</param>
    /// <param name="body">What each does; its number is passed.</param>
    /// <returns>Ticks from the start signal to the end of the last body; making threads is not counted.</returns>
    public static long Run(int count, Action<int> body)
    {
        using CountdownEvent ready = new(count);
        using ManualResetEvent go = new(false);
        long[] ends = new long[count];
        Thread[] threads = new Thread[count];
        for (int index = 0; index < count; index++)
        {
            int self = index;
            threads[index] = new Thread(() => Serve(self), StackByteCount);
            threads[index].Start();
        }

        ready.Wait();
        long start = Stopwatch.GetTimestamp();
        go.Set();
        long end = start;
        for (int index = 0; index < count; index++)
        {
            threads[index].Join();
            end = Math.Max(end, ends[index]);
        }

        return end - start;

        void Serve(int self)
        {
            ready.Signal();
            go.WaitOne();
            body(self);
            ends[self] = Stopwatch.GetTimestamp();
        }
    }
}
