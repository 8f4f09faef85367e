using System;
using System.Diagnostics;
using ExPool.Cli.Tests.Target;

namespace ExPool.Cli.Tests.Processes;

/// <summary>A machine that runs in a process of the tool; it ends when this is disposed.</summary>
internal sealed class LiveMachine : IDisposable
{
    private readonly OwnTemporaryFolder _temporary = new();
    private readonly Process _process;

    public LiveMachine()
    {
        Name = MakeName();
        ProcessStartInfo start = ToolProcess.Start(
        [
            "boot", "--ram", "64MB", "--pagefile", "16MB", "--drivers", "FileServer", "--live", "--name", Name,
            "--speed", "10", "--for", "20m", "--quiet",
        ]);
        _process = Process.Start(_temporary.Redirect(start)) ?? throw new InvalidOperationException("no process");
        while (!IsListed() && !_process.HasExited)
        {
            _process.WaitForExit(20);
        }
    }

    /// <summary>What it is called.</summary>
    public string Name { get; }

    /// <summary>Its moniker.</summary>
    public string Moniker => $"model:{Name}";

    /// <summary>The process that it runs in.</summary>
    public int ProcessId => _process.Id;

    /// <summary>A name that no other machine has.</summary>
    public static string MakeName() => $"test-{Guid.NewGuid():N}"[..20];

    /// <summary>Whether the system knows of it.</summary>
    public bool IsListed() => Machines.LiveEndpoint.List().Contains(Name);

    /// <summary>Fails where it left a file.</summary>
    public void AssertLeftNothing() => _temporary.AssertEmpty();

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
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _temporary.Dispose();
    }
}
