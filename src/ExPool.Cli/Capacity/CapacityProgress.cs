using System;
using System.Diagnostics;
using System.Globalization;
using System.Threading;
using ExPool.Cli.CommandLine;
using ExPool.Model;

namespace ExPool.Cli.Capacity;

/// <summary>Says on standard error how far the measuring is.</summary>
internal sealed class CapacityProgress(ToolContext context, bool isQuiet)
{
    private static readonly TimeSpan s_onTerminal = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_inFile = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _next = s_onTerminal;
    private int _width;

    /// <summary>Shows a count when it is time to.</summary>
    public void Show(ComputerOptions machine, CapacityQuestion question, ulong count)
    {
        lock (_gate)
        {
            if (isQuiet || _clock.Elapsed < _next)
            {
                return;
            }

            _next = _clock.Elapsed + (context.ErrorIsTerminal ? s_onTerminal : s_inFile);
            string line = string.Create(
                CultureInfo.InvariantCulture,
                $"capacity: {machine.OperatingSystem} {machine.Architecture}: {count:#,0} {question.What}");
            if (context.ErrorIsTerminal)
            {
                context.Error.Write($"\r{line.PadRight(_width)}");
                _width = line.Length;
            }
            else
            {
                context.Error.WriteLine(line);
            }
        }
    }

    /// <summary>Leaves the line as it is.</summary>
    public void End()
    {
        if (_width > 0)
        {
            context.Error.WriteLine();
        }
    }
}
