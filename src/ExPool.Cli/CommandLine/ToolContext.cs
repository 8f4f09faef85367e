using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using ExPool.Cli.Screens;

namespace ExPool.Cli.CommandLine;

/// <summary>Where a verb prints, whether a person watches, and how it is told to stop.</summary>
internal sealed class ToolContext : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _signals = [];
    private readonly StandardOutput? _standardOutput;

    /// <summary>Makes a context that prints to two writers; no terminal.</summary>
    /// <param name="output">Results.</param>
    /// <param name="error">Progress, warnings, errors.</param>
    public ToolContext(TextWriter output, TextWriter error)
    {
        Out = output;
        Error = error;
    }

    private ToolContext(StandardOutput output)
        : this(new StreamWriter(output, new UTF8Encoding(false), 64 * 1024), Console.Error)
    {
        _standardOutput = output;
        bool isDumb = Environment.GetEnvironmentVariable("TERM") == "dumb";
        OutputIsTerminal = !Console.IsOutputRedirected && !isDumb;
        InputIsTerminal = !Console.IsInputRedirected;
        ErrorIsTerminal = !Console.IsErrorRedirected && !isDumb;
        UsesColour = OutputIsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
    }

    /// <summary>Results.</summary>
    public TextWriter Out { get; }

    /// <summary>Progress, warnings and errors.</summary>
    public TextWriter Error { get; }

    /// <summary>A person sees the results, on a screen that can be redrawn.</summary>
    public bool OutputIsTerminal { get; }

    /// <summary>A person can press keys.</summary>
    public bool InputIsTerminal { get; }

    /// <summary>A person sees progress and warnings, on a screen whose last line can be written again.</summary>
    public bool ErrorIsTerminal { get; }

    /// <summary>Colours are wanted: a terminal, and NO_COLOR is not set.</summary>
    public bool UsesColour { get; }

    /// <summary>The reader of our results has gone.</summary>
    public bool OutputIsClosed => _standardOutput is { IsClosed: true };

    /// <summary>The context of a real run.</summary>
    public static ToolContext OfThisProcess() => new(StandardOutput.Open());

    /// <summary>From now on Ctrl-C, a hang-up and a request to end cancel this token, and end nothing.</summary>
    public CancellationToken CatchSignals()
    {
        if (_signals.Count == 0)
        {
            foreach (PosixSignal signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
            {
                _signals.Add(PosixSignalRegistration.Create(signal, Stop));
            }
        }

        return _stop.Token;
    }

    /// <summary>Prints one line to standard error, with the tool's name.</summary>
    /// <param name="message">The line; line breaks in it become blanks.</param>
    public void Warn(string message) =>
        Error.WriteLine($"expool: {message.ReplaceLineEndings(" ")}");

    /// <summary>Prints lines to standard output, coloured where that is wanted.</summary>
    /// <param name="lines">The lines.</param>
    public void Print(IEnumerable<ScreenLine> lines)
    {
        foreach (ScreenLine line in lines)
        {
            string look = UsesColour ? Theme.Begin(line.Style) : "";
            Out.WriteLine(look.Length > 0 ? $"{look}{line.Text}{Theme.Reset}" : line.Text);
        }
    }

    /// <summary>Prints plain lines to standard output.</summary>
    /// <param name="lines">The lines.</param>
    public void Print(IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Out.WriteLine(line);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }

        _stop.Dispose();
        try
        {
            Out.Flush();
        }
        catch (IOException)
        {
            // The reader has gone; what it did not read is of no use to anyone.
        }
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _stop.Cancel();
    }
}
