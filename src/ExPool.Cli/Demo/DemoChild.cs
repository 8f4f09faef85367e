using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading.Tasks;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;

namespace ExPool.Cli.Demo;

/// <summary>The parent's hold on the demo's worker process: starts it, and ends it when disposed.</summary>
internal sealed class DemoChild : IDisposable
{
    private const int ReadyMilliseconds = 30_000;   // a cold start on a busy machine takes seconds

    private const int EndMilliseconds = 5_000;

    private readonly Process _process;
    private readonly string _folder;
    private readonly ConcurrentQueue<string> _errors = new();

    private DemoChild(Process process, string folder)
    {
        _process = process;
        _folder = folder;
    }

    /// <summary>The worker's process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>What it planted, as it says itself; not for the verdict.</summary>
    public DemoLeak? Planted { get; private set; }

    /// <summary>It has ended, asked or not.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Starts a worker and waits until its workload runs.</summary>
    /// <param name="plan">What it does.</param>
    public static DemoChild Start(DemoPlan plan)
    {
        string folder = DemoFolder.Create();
        try
        {
            ProcessStartInfo start = SelfStart.Of(ArgumentsOf(plan, folder));
            start.RedirectStandardInput = true;
            start.RedirectStandardOutput = true;
            start.RedirectStandardError = true;
            Process process = Process.Start(start)
                ?? throw new InvalidOperationException($"{start.FileName} started no process");
            DemoChild child = new(process, folder);
            try
            {
                child.WaitUntilReady();
                return child;
            }
            catch
            {
                child.Dispose();
                throw;
            }
        }
        catch
        {
            DemoFolder.Delete(folder);
            throw;
        }
    }

    /// <summary>The line for a worker that ended before it was asked to.</summary>
    public ToolException EndedEarly()
    {
        _process.WaitForExit(EndMilliseconds);
        string code = _process.HasExited ? _process.ExitCode.ToString(CultureInfo.InvariantCulture) : "-";
        string said = _errors.TryPeek(out string? line) ? $", it said: {line}" : "";
        return new ToolException(
            $"the demo's worker, process {_process.Id}, ended too early (exit code {code}{said}); run the demo again",
            ExitCode.OwnBug);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended; there is no input to close.
        }

        if (!_process.WaitForExit(EndMilliseconds))
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(EndMilliseconds);
        }

        _process.Dispose();
        DemoFolder.Delete(_folder);
    }

    private void WaitUntilReady()
    {
        _process.ErrorDataReceived += (_, data) =>
        {
            if (!string.IsNullOrWhiteSpace(data.Data))
            {
                _errors.Enqueue(data.Data);
            }
        };
        _process.BeginErrorReadLine();
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        if (!line.Wait(ReadyMilliseconds))
        {
            throw new ToolException(
                $"the demo's worker, process {_process.Id}, was not ready within {ReadyMilliseconds / 1000} s",
                ExitCode.OwnBug);
        }

        if (line.Result is not { } text || !PlantedJson.TryRead(text, out DemoLeak? planted))
        {
            throw EndedEarly();
        }

        Planted = planted;
    }

    private static List<string> ArgumentsOf(DemoPlan plan, string folder)
    {
        List<string> arguments =
        [
            "demo-worker",
            "--seed", plan.Seed.ToString(CultureInfo.InvariantCulture),
            "--seconds", plan.Time.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            "--folder", folder,
        ];
        if (plan.Leak is null)
        {
            arguments.Add("--no-leak");
        }

        return arguments;
    }
}
