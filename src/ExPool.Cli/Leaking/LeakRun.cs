using System;
using System.Globalization;
using System.Threading;
using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Leaking;

/// <summary>Leaks until the limit, the pool's end, a key or Ctrl-C, and shows how far it is.</summary>
internal static class LeakRun
{
    /// <summary>Leaks, and frees everything at the end.</summary>
    /// <param name="context">Progress goes to its error output.</param>
    /// <param name="leaker">What leaks.</param>
    public static LeakOutcome Run(ToolContext context, ILeak leaker)
    {
        CancellationToken stop = context.CatchSignals();
        bool isScreen = context is { OutputIsTerminal: true, InputIsTerminal: true };
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

            _ = end is null && leaker.Pause > 0 && stop.WaitHandle.WaitOne(leaker.Pause);
        }

        if (isScreen)
        {
            context.Error.WriteLine();
        }

        return leaker.Finish(end ?? LeakEnd.Stopped);
    }

    private static bool ApplyKeys(ILeak leaker)
    {
        while (Console.KeyAvailable)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            switch (key.KeyChar)
            {
                case '+' or '=':
                    leaker.SetRate(Math.Min(LeakOptions.MaximumRate, leaker.BytesPerSecond * 2));
                    break;
                case '-':
                    leaker.SetRate(Math.Max(LeakOptions.MinimumRate, leaker.BytesPerSecond / 2));
                    break;
                case 'q' or 'Q' or '\u001b':
                    return false;
                default:
                    break;
            }
        }

        return true;
    }

    private static void ShowProgress(ToolContext context, ILeak leaker, bool isScreen)
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
