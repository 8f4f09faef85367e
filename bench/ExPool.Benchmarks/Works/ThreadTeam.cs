using System;
using System.Diagnostics;
using System.Threading;

namespace ExPool.Benchmarks.Works;

/// <summary>Two threads that live as long as the program, so that what an allocator keeps for a thread stays.</summary>
internal static class ThreadTeam
{
    /// <summary>How many threads.</summary>
    public const int MemberCount = 2;

    private static readonly SemaphoreSlim[] s_calls = new SemaphoreSlim[MemberCount];
    private static readonly long[] s_starts = new long[MemberCount];
    private static readonly long[] s_ends = new long[MemberCount];
    private static readonly CountdownEvent s_busy = new(1);
    private static Action<int> s_body = static _ => { };
    private static int s_awaited;
    private static volatile Exception? s_failure;

    static ThreadTeam()
    {
        for (int member = 0; member < MemberCount; member++)
        {
            int self = member;
            s_calls[member] = new SemaphoreSlim(0);
            new Thread(() => Serve(self)) { IsBackground = true, Name = $"team {member}" }.Start();
        }
    }

    /// <summary>A member has failed: whoever waits for it waits in vain.</summary>
    public static bool HasFailed => s_failure is not null;

    /// <summary>Runs something on the first members at once, and waits for all.</summary>
    /// <param name="count">How many members.</param>
    /// <param name="body">What each does; its number is passed.</param>
    /// <returns>Ticks from the moment all are there to the end of the last.</returns>
    /// <exception cref="InvalidOperationException">A member failed.</exception>
    public static long Run(int count, Action<int> body)
    {
        s_body = body;
        s_failure = null;
        s_busy.Reset(count);
        Volatile.Write(ref s_awaited, count);
        for (int member = 0; member < count; member++)
        {
            s_calls[member].Release();
        }

        s_busy.Wait();
        if (s_failure is { } failure)
        {
            throw new InvalidOperationException($"A thread of the team failed: {failure.Message}", failure);
        }

        long start = long.MaxValue;
        long end = 0;
        for (int member = 0; member < count; member++)
        {
            start = Math.Min(start, s_starts[member]);
            end = Math.Max(end, s_ends[member]);
        }

        return end - start;
    }

    private static void Serve(int self)
    {
        while (true)
        {
            s_calls[self].Wait();
            Interlocked.Decrement(ref s_awaited);
            SpinWait spin = default;
            while (Volatile.Read(ref s_awaited) > 0)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            s_starts[self] = Stopwatch.GetTimestamp();
            try
            {
                s_body(self);
            }
#pragma warning disable CA1031 // Whatever it is, the one who waits is told; nobody waits for ever.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                s_failure ??= exception;
            }

            s_ends[self] = Stopwatch.GetTimestamp();
            s_busy.Signal();
        }
    }
}
