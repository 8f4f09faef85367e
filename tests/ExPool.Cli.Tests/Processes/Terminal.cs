using System;
using System.Diagnostics;
using System.Text;
using System.Threading;
using Xunit;

namespace ExPool.Cli.Tests.Processes;

/// <summary>Runs the tool in a pseudo terminal: what it draws can be read, keys can be pressed.</summary>
internal sealed class Terminal : IDisposable
{
    private const string ScreenStart = "\u001b[H";

    private const string ScreenEnd = "\u001b[J";

    private const int LimitMilliseconds = 30_000;

    private readonly Process _process;
    private readonly StringBuilder _text = new();
    private readonly Thread _reader;

    public Terminal(string commandLine, int columns = 100, string environment = "EXPOOL=1")
    {
        Requires.Linux();
        string script = Requires.Program("script");
        // The shell outlives the interrupt that the tool is sent, whichever shell it is.
        string command = $"trap : INT; stty cols {columns} rows 24; {environment} TERM=xterm "
            + $"dotnet '{ToolProcess.LibraryPath}' {commandLine}; echo rc=$?";
        ProcessStartInfo start = ToolProcess.Redirected(script, ["-qec", command, "/dev/null"]);
        start.Environment.Remove("NO_COLOR");
        _process = Process.Start(start) ?? throw new InvalidOperationException("no process");
        _reader = new Thread(Read) { IsBackground = true };
        _reader.Start();
    }

    private string Text
    {
        get
        {
            lock (_text)
            {
                return _text.ToString();
            }
        }
    }

    public void Press(string keys)
    {
        _process.StandardInput.Write(keys);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits until a screen that was drawn whole has a text.</summary>
    public void WaitFor(string text) => WaitForScreen(screen => screen.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until a text was written, on a screen or not.</summary>
    public void WaitForText(string text) => WaitUntil(() => Text.Contains(text, StringComparison.Ordinal));

    public void WaitForScreen(Predicate<string> isShown) => WaitUntil(() => isShown(LatestScreen()));

    private void WaitUntil(Func<bool> isShown)
    {
        long end = Environment.TickCount64 + LimitMilliseconds;
        while (!isShown())
        {
            Assert.True(Environment.TickCount64 < end, $"not shown within {LimitMilliseconds / 1000} s; seen: {Text}");
            Thread.Sleep(30);
        }
    }

    /// <summary>Waits for the end and gives all that was drawn.</summary>
    public string WaitForEnd(string expected)
    {
        Assert.True(_process.WaitForExit(LimitMilliseconds), $"the tool did not end; seen: {Text}");
        _reader.Join();
        Assert.Contains(expected, Text, StringComparison.Ordinal);
        return Text;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private string LatestScreen()
    {
        string[] screens = Text.Split(ScreenStart);
        bool isWhole = screens[^1].Contains(ScreenEnd, StringComparison.Ordinal);
        return screens.Length == 1 ? "" : isWhole ? screens[^1] : screens[^2];
    }

    private void Read()
    {
        char[] buffer = new char[4096];
        int count;
        while ((count = _process.StandardOutput.Read(buffer)) > 0)
        {
            lock (_text)
            {
                _text.Append(buffer, 0, count);
            }
        }
    }
}
