using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Json;
using ExPool.Machine;

namespace ExPool.Cli.Demo;

/// <summary>The demo's child process: runs the workload until its standard input closes.</summary>
/// <remarks>
/// Input closes when the parent asks for it and also when the parent is killed, so nothing is left behind. The
/// keys of the terminal go to the parent; a Ctrl-C that the terminal sends to both is the parent's to answer.
/// </remarks>
internal static class DemoWorker
{
    /// <summary>The exit code when the workload could not go on.</summary>
    public const int BrokenExitCode = 71;

    /// <summary>The name of the worker's pools.</summary>
    public const string PoolName = "demo";

    private const ulong MaximumByteCount = 4UL << 30;   // of each pool: hours of the fastest leak are no demo

    /// <summary>Runs until standard input closes.</summary>
    /// <param name="context">One line of JSON goes to its output when the workload runs.</param>
    /// <param name="plan">What to do.</param>
    /// <param name="folder">Where files may be; it is deleted at the end.</param>
    public static int Run(ToolContext context, DemoPlan plan, string folder)
    {
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(
            PosixSignal.SIGINT, static signal => signal.Cancel = true);
        using ManualResetEventSlim ended = new();
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            ended.Set();
        });
        Directory.CreateDirectory(folder);
        try
        {
            ExecutiveOptions pools = ExecutiveOptions.Default with
            {
                NonPagedMaximumByteCount = MaximumByteCount,
                PagedMaximumByteCount = MaximumByteCount,
            };
            KernelPool.Configure(pools, new HostMachineOptions { Name = PoolName });

            // Started here and not by a component's first request, so that they are there when we say so.
            _ = KernelPool.Executive;
            using Workload workload = new(plan, folder);
            JsonDocumentWriter.WriteLine(context.Out, json => PlantedJson.WriteReady(json, plan));
            context.Out.Flush();
            Thread reader = new(() => WaitForEndOfInput(ended)) { IsBackground = true, Name = "input" };
            reader.Start();
            ended.Wait();
            return ExitCode.Done;
        }
        finally
        {
            DemoFolder.Delete(folder);
        }
    }

    private static void WaitForEndOfInput(ManualResetEventSlim ended)
    {
        using Stream input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[16];
        while (input.Read(ignored) > 0)
        {
            // Nothing is ever sent; whatever comes is not the end.
        }

        ended.Set();
    }
}
