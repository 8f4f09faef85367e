using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Screens;

/// <summary>A terminal's second screen, to draw on; the first comes back when this is disposed.</summary>
/// <remarks>Plain ANSI sequences: the VT100's heirs obey them, and the Windows console since 2016.</remarks>
internal sealed partial class LiveTerminal : IDisposable
{
    private const string Enter = "\u001b[?1049h\u001b[?25l";
    private const string Leave = "\u001b[0m\u001b[?25h\u001b[?1049l";

    private readonly ToolContext _context;
    private bool _isLeft;

    /// <summary>Switches to the second screen.</summary>
    /// <param name="context">A context whose output is a terminal.</param>
    public LiveTerminal(ToolContext context)
    {
        _context = context;
        EnableSequences();
        Write(Enter);
    }

    /// <summary>Columns now; 80 where the terminal does not say.</summary>
    public static int Width => Measure(static () => Console.WindowWidth, 80);

    /// <summary>Lines now; 24 where the terminal does not say.</summary>
    public static int Height => Measure(static () => Console.WindowHeight, 24);

    /// <summary>Draws a screen over the one before.</summary>
    /// <param name="lines">Not more, and not longer, than the terminal has room for.</param>
    public void Draw(List<ScreenLine> lines)
    {
        StringBuilder text = new("\u001b[H");
        for (int index = 0; index < lines.Count; index++)
        {
            ScreenLine line = lines[index];
            string look = LookOf(line.Style);
            text.Append(look).Append(line.Text);
            text.Append(look.Length > 0 ? Theme.Reset : "").Append("\u001b[K");
            text.Append(index < lines.Count - 1 ? "\n" : "");
        }

        Write(text.Append("\u001b[J").ToString());
    }

    /// <summary>Waits for a key, a new size of the terminal, or the end of a time; what comes first.</summary>
    /// <param name="until">The tick count (<see cref="Environment.TickCount64"/>) to wait for.</param>
    /// <param name="stop">Ends the wait at once.</param>
    /// <returns>The key, or <see langword="null"/>.</returns>
    public ConsoleKeyInfo? Wait(long until, CancellationToken stop)
    {
        const int PollMilliseconds = 25;
        int width = Width;
        int height = Height;
        while (!stop.IsCancellationRequested)
        {
            if (_context.InputIsTerminal && Console.KeyAvailable)
            {
                return Console.ReadKey(intercept: true);
            }

            long left = until - Environment.TickCount64;
            if (left <= 0 || width != Width || height != Height)
            {
                return null;
            }

            stop.WaitHandle.WaitOne((int)Math.Min(PollMilliseconds, left));
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isLeft)
        {
            _isLeft = true;
            Write(Leave);
        }
    }

    // Inverse video is no colour: a status line keeps it with NO_COLOR.
    private string LookOf(LineStyle style) =>
        _context.UsesColour || style is LineStyle.Status or LineStyle.Heading ? Theme.Begin(style) : "";

    private void Write(string text)
    {
        _context.Out.Write(text);
        _context.Out.Flush();
    }

    private static int Measure(Func<int> measure, int unknown)
    {
        try
        {
            int value = measure();
            return value > 0 ? value : unknown;
        }
        catch (IOException)
        {
            return unknown;
        }
    }
}
