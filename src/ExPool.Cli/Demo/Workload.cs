using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace ExPool.Cli.Demo;

/// <summary>A small file server on tagged pools: its components, each on a thread of its own.</summary>
internal sealed class Workload : IDisposable
{
    private const int StepMilliseconds = 10;

    private readonly CancellationTokenSource _stop = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<Thread> _threads = [];

    /// <summary>Starts the components.</summary>
    /// <param name="plan">What they do, and which one leaks.</param>
    /// <param name="folder">Where their files are; exists.</param>
    public Workload(DemoPlan plan, string folder)
    {
        // Both file servers would forget, each at the whole rate: only the first one does.
        Start(new FileServer(plan, 0, folder));
        Start(new FileServer(plan with { Leak = null }, 1, folder));
        Start(new Cache(plan, 2));
        Start(new RequestBurst(plan, 3));
        Start(new SessionTable(plan, 4));
        Start(new Logger(plan, 5, folder));
        Start(new WorkQueue(plan, 6));
    }

    /// <summary>Stops the components and waits until they have.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _stop.Dispose();
    }

    private void Start(Component component)
    {
        Thread thread = new(() => Run(component)) { Name = component.GetType().Name, IsBackground = true };
        _threads.Add(thread);
        thread.Start();
    }

    private void Run(Component component)
    {
        try
        {
            do
            {
                Step(component);
            }
            while (!_stop.Token.WaitHandle.WaitOne(StepMilliseconds));

            component.Dispose();
        }
        catch (IOException exception) when (!_stop.IsCancellationRequested)
        {
            // A full disk, a folder that someone removed: the worker cannot go on, and says so in one line.
            Console.Error.WriteLine($"{component.GetType().Name}: {exception.Message}");
            Environment.Exit(DemoWorker.BrokenExitCode);
        }
        catch (IOException)
        {
            // The folder was removed under a component that was about to stop.
        }
    }

    private void Step(Component component)
    {
        try
        {
            component.Step(_clock.Elapsed);
        }
        catch (PoolException)
        {
            // The pool is exhausted: that is what a leak leads to. A server goes on, request by request.
        }
    }
}
