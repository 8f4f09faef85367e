using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Model.Hal;

namespace ExPool.Model.Ke;

/// <summary>Chooses whose step runs next, and on which processor: by the seed, so that a run can be repeated.</summary>
internal sealed class Scheduler(
    InterruptClock clock, ProcessorSet processors, Dispatcher dispatcher, IDriverCalls calls, SeededRandom random)
{
    // What a step takes, whatever it does: 10 microseconds. Time on a disk comes on top.
    private const long StepTime = 100;

    private readonly List<ModelThread> _threads = [];
    private readonly List<int> _ready = [];

    /// <summary>All threads, those that ended too.</summary>
    public IReadOnlyList<ModelThread> Threads => _threads;

    /// <summary>Steps that were run.</summary>
    public ulong StepCount { get; set; }

    /// <summary>Adds a thread of a driver; its first step is due at a moment.</summary>
    public void Add(int driver, int thread, long wakeAt) =>
        _threads.Add(new ModelThread(driver, thread) { WakeAt = wakeAt });

    /// <summary>Makes the threads of a driver ready now.</summary>
    public void Wake(int driver)
    {
        foreach (ModelThread thread in _threads)
        {
            thread.WakeAt = thread.Driver == driver ? Math.Min(thread.WakeAt, clock.Now) : thread.WakeAt;
        }
    }

    /// <summary>Whether a thread of a driver has not ended.</summary>
    public bool IsRunning(int driver) => _threads.Exists(thread => thread.Driver == driver && !thread.HasEnded);

    /// <summary>Forgets all threads.</summary>
    public void Clear() => _threads.Clear();

    /// <summary>Runs steps until a moment.</summary>
    /// <param name="end">100 ns since boot.</param>
    public void RunUntil(long end)
    {
        while (clock.Now < end)
        {
            RunOne(end);
        }
    }

    /// <summary>Runs one step, or lets time pass until one is due.</summary>
    public void RunOne(long end)
    {
        _ready.Clear();
        long next = end;
        for (int index = 0; index < _threads.Count; index++)
        {
            ModelThread thread = _threads[index];
            if (thread.HasEnded)
            {
                continue;
            }

            if (thread.WakeAt <= clock.Now)
            {
                _ready.Add(index);
            }
            else
            {
                next = Math.Min(next, thread.WakeAt);
            }
        }

        if (_ready.Count == 0)
        {
            dispatcher.WaitUntil(Math.Max(clock.Now, Math.Min(next, Math.Max(dispatcher.NextMoment, clock.Now + 1))));
            return;
        }

        processors.Switch((int)random.Next((uint)processors.Count));
        Step(_threads[_ready[(int)random.Next((uint)_ready.Count)]]);
        dispatcher.RunDpcs();
        dispatcher.WaitUntil(clock.Now + StepTime);
    }

    /// <summary>Writes the threads.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(StepCount);
        writer.Write(_threads.Count);
        foreach (ModelThread thread in _threads)
        {
            writer.Write(thread.Driver);
            writer.Write(thread.Number);
            writer.Write(thread.WakeAt);
            writer.Write(thread.HasEnded);
        }
    }

    /// <summary>Reads what was written.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="threadCounts">For each driver, how many threads it may have.</param>
    public void Load(StateReader reader, IReadOnlyList<int> threadCounts)
    {
        const uint MostThreads = 1 << 20;
        StepCount = reader.ReadUInt64();
        for (uint left = reader.ReadUInt32("the number of threads", MostThreads); left > 0; left--)
        {
            int driver = reader.ReadIndex("a thread's driver", threadCounts.Count);
            int number = reader.ReadIndex("a thread's number", threadCounts[driver]);
            _threads.Add(new ModelThread(driver, number)
            {
                WakeAt = (long)reader.ReadUpTo("the time a thread waits for", InterruptClock.LastMoment),
                HasEnded = reader.ReadBoolean(),
            });
        }
    }

    private void Step(ModelThread thread)
    {
        StepCount++;
        dispatcher.EnterStep();
        try
        {
            long delay = calls.Step(thread.Driver, thread.Number);
            thread.HasEnded = delay < 0;
            thread.WakeAt = clock.Now + Math.Max(0, delay);
        }
        finally
        {
            dispatcher.LeaveStep();
        }

        if (processors.Running.Irql != Irql.Passive)
        {
            // A thread that leaves its level raised would stop everything after it; NT stops too.
            throw new InvalidOperationException(
                $"Driver {thread.Driver} ended a step at level {processors.Running.Irql}; expected PASSIVE_LEVEL.");
        }
    }
}
