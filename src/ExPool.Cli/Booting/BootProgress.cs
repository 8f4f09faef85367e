using System;
using System.Globalization;
using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Booting;

/// <summary>Says on standard error how far a machine is: one line that changes, or in a file one every few
/// seconds.</summary>
internal sealed class BootProgress(ToolContext context, BootOptions options)
{
    private const ulong PageByteCount = 4096;

    private static readonly TimeSpan s_onTerminal = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_inFile = TimeSpan.FromSeconds(5);

    private TimeSpan _next;
    private int _width;

    /// <summary>Shows a sample when it is time to.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="host">How long it took the host.</param>
    public void Show(BootSample sample, TimeSpan host)
    {
        if (options.IsQuiet || host < _next)
        {
            return;
        }

        bool isFirst = _next == TimeSpan.Zero;
        _next = host + (context.ErrorIsTerminal ? s_onTerminal : s_inFile);
        if (isFirst)
        {
            return;
        }

        string line = Line(sample, host);
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

    /// <summary>Leaves the line as it is.</summary>
    public void End()
    {
        if (_width > 0)
        {
            context.Error.WriteLine();
        }
    }

    private static string Line(BootSample sample, TimeSpan host) => string.Create(
        CultureInfo.InvariantCulture,
        $"boot: {DurationText.Format(TimeSpan.FromSeconds(Math.Floor(sample.Memory.Time.TotalSeconds))),9}"
        + $"  {sample.Memory.Time / host,7:0.0} x real time"
        + $"  nonpaged {MemorySize.Format(sample.NonPaged.BytesInUse),9}"
        + $"  paged {MemorySize.Format(sample.Paged.BytesInUse),9}"
        + $"  available {MemorySize.Format(sample.Memory.AvailablePages * PageByteCount),9}");
}
