using System;
using System.Threading;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Csv;
using ExPool.Cli.Json;
using ExPool.Cli.Machines;
using ExPool.Cli.Screens;
using ExPool.Inspection;
using ExPool.Snapshots;

namespace ExPool.Cli.Counters;

/// <summary>Shows the counters of a machine, once or again and again.</summary>
internal static class CounterRun
{
    /// <summary>Shows them.</summary>
    /// <param name="context">What to print to.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="moniker">What the user called it.</param>
    /// <param name="options">How to show them.</param>
    /// <returns>The exit code.</returns>
    public static int Run(ToolContext context, IMachineSource machine, string moniker, CounterOptions options)
    {
        if (options.Interval is not null && !machine.IsRunning)
        {
            throw new ToolException(
                $"--every needs a machine that runs; {moniker} is saved and stands still: expected model:NAME",
                ExitCode.NotAvailable);
        }

        CancellationToken stop = options.Interval is null ? CancellationToken.None : context.CatchSignals();
        CounterSample? before = null;
        int left = options.Interval is null ? 1 : options.Count ?? int.MaxValue;
        while (true)
        {
            CounterSample? now = TryCapture(machine, isFirst: before is null);
            if (now is null)
            {
                context.Out.Flush();
                context.Warn($"{moniker} is gone");
                return ExitCode.NotAvailable;
            }

            Print(context, moniker, options, now, before);
            context.Out.Flush();
            before = now;
            if (--left <= 0 || stop.WaitHandle.WaitOne(options.Interval ?? TimeSpan.Zero))
            {
                return ExitCode.Done;
            }
        }
    }

    private static CounterSample? TryCapture(IMachineSource machine, bool isFirst)
    {
        try
        {
            PoolSnapshot pools = machine.Capture();
            return new(machine.ReadMemory(), pools);
        }
        catch (SourceException) when (!isFirst)
        {
            return null;
        }
    }

    private static void Print(
        ToolContext context, string moniker, CounterOptions options, CounterSample now, CounterSample? before)
    {
        if (options.Form == CounterForm.Json)
        {
            JsonDocumentWriter.WriteLine(
                context.Out, json => CounterJson.Write(json, moniker, options.Counters, now, before));
        }
        else if (options.Form == CounterForm.Csv)
        {
            CounterCsv.Write(context.Out, options.Counters, now, before);
        }
        else
        {
            context.Print(CounterScreen.Lines(options.Counters, now, before, options.IsExplained));
        }
    }
}
