using System;
using System.Globalization;
using System.Threading;
using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Leaking;

/// <summary>Leaks until the limit, the pool's end, a key or Ctrl-C, and shows how far it is.</summary>
internal static class LeakRun
{
    private const int StepMilliseconds = 20;

    /// <summary>Leaks, and frees everything at the end.</summary>
    /// <param name="context">Progress goes to its error output.</param>
    /// <param name="options">What to leak.</param>
    public static LeakOutcome Run(ToolContext context, LeakOptions options)
    {
        CancellationToken stop = context.CatchSignals();
        bool isScreen = context is { OutputIsTerminal: true, InputIsTerminal: true };
        using Leaker leaker = new(options);
        LeakEnd? end = null;
        long nextProgress = Environment.TickCount64;
        while (end is null && !stop.IsCancellationRequested)
        {
            end = leaker.Step();
            if (isScreen && !ApplyKeys(leaker))
            {
                end ??= LeakEnd.Stopped;
            }

            if (Environment.TickCount64 >= nextProgress || end is not null)
            {
                ShowProgress(context, leaker, isScreen);
                nextProgress = Environment.TickCount64 + (isScreen ? 100 : 1000);
            }

            _ = end is null && stop.WaitHandle.WaitOne(StepMilliseconds);
        }

        if (isScreen)
        {
            context.Error.WriteLine();
        }

        return new(end ?? LeakEnd.Stopped, leaker.BlockCount, leaker.ByteCount, leaker.Elapsed);
    }

    private static bool ApplyKeys(Leaker leaker)
    {
        while (Console.KeyAvailable)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            switch (key.KeyChar)
            {
                case '+' or '=':
                    leaker.Faster();
                    break;
                case '-':
                    leaker.Slower();
                    break;
                case 'q' or 'Q' or '\u001b':
                    return false;
                default:
                    break;
            }
        }

        return true;
    }

    private static void ShowProgress(ToolContext context, Leaker leaker, bool isScreen)
    {
        string line = string.Create(
            CultureInfo.InvariantCulture,
            $"{leaker.Elapsed.TotalSeconds,7:0.0} s  {leaker.BlockCount} blocks, {ByteSize.Format(leaker.ByteCount)}"
            + $"  at {ByteSize.Format(leaker.BytesPerSecond)}/s");
        if (isScreen)
        {
            context.Error.Write($"\r{line}   (+ faster, - slower, q ends)\u001b[K");
        }
        else
        {
            context.Error.WriteLine(line);
        }
    }
}
