using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using ExPool.Cli.Tests.Target;

namespace ExPool.Cli.Tests.Processes;

/// <summary>A running target process; it ends when this is disposed, or when the tests are killed.</summary>
internal sealed class TargetChild : IDisposable
{
    private readonly Process _process;

    public TargetChild(TargetMode mode)
    {
        string library = Path.Combine(AppContext.BaseDirectory, "ExPool.Cli.Tests.dll");
        ProcessStartInfo start = ToolProcess.Redirected("dotnet", [library, TargetProcess.Word, mode.ToString()]);
        start.RedirectStandardError = false;
        _process = Process.Start(start) ?? throw new InvalidOperationException("no process");
        string? line = _process.StandardOutput.ReadLine();
        if (line is null || !line.StartsWith("ready ", StringComparison.Ordinal))
        {
            _process.Kill();
            throw new InvalidOperationException($"the target said '{line}'");
        }

        Address = ulong.Parse(line["ready ".Length..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    public int ProcessId => _process.Id;

    /// <summary>Its moniker.</summary>
    public string Moniker => string.Create(CultureInfo.InvariantCulture, $"pid:{_process.Id}");

    /// <summary>The address of a block that its mode tells of.</summary>
    public ulong Address { get; }

    /// <summary>Ends it without a chance to tidy up.</summary>
    public void Kill()
    {
        NativeCalls.Kill(_process.Id);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(10_000))
            {
                _process.Kill();
            }
        }

        _process.Dispose();
    }
}
