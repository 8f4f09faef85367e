using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ExPool.Cli.CommandLine;
using ExPool.Cli.Screens;
using ExPool.Model;
using ExPool.Model.Drivers;
using ExPool.Model.Reports;

namespace ExPool.Cli.Capacity;

/// <summary>Boots a machine for each row, with what a Windows has in processes, and lets a program make things until
/// one is refused.</summary>
/// <remarks>Rows are independent, so several are found at once; what they say does not depend on it.</remarks>
internal sealed class CapacityRun(ToolContext context, ulong most, bool isQuiet)
{
    // Of a machine with more RAM one row at a time: the host needs a fifth of it at most, but not twice.
    private const ulong LargeByteCount = 8UL << 30;

    // Windows has long come up by then.
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(1);

    private readonly Lock _large = new();
    private readonly CapacityProgress _progress = new(context, isQuiet);

    /// <summary>Finds all rows of all machines.</summary>
    /// <exception cref="ComputerException">There cannot be such a machine, or it stopped.</exception>
    public IReadOnlyList<CapacityTable> Run(
        IReadOnlyList<ComputerOptions> machines, IReadOnlyList<CapacityQuestion> questions)
    {
        CancellationToken stop = context.CatchSignals();
        CapacityRow[][] rows = [.. machines.Select(_ => new CapacityRow[questions.Count])];
        try
        {
            Parallel.For(
                0,
                machines.Count * questions.Count,
                new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop },
                index =>
                {
                    (int machine, int question) = (index / questions.Count, index % questions.Count);
                    rows[machine][question] = FindAlone(machines[machine], questions[question], stop);
                });
        }
        catch (AggregateException exception) when (exception.InnerExceptions[0] is ComputerException first)
        {
            throw new ComputerException(first.Message, first);
        }
        catch (OperationCanceledException)
        {
            throw new ToolException("the measuring was ended; there is no table without all its rows");
        }
        finally
        {
            _progress.End();
        }

        return [.. machines.Select((machine, index) => new CapacityTable(machine, rows[index]))];
    }

    private CapacityRow FindAlone(ComputerOptions machine, CapacityQuestion question, CancellationToken stop)
    {
        if (machine.PhysicalByteCount <= LargeByteCount)
        {
            return Find(machine, question, stop);
        }

        lock (_large)
        {
            return Find(machine, question, stop);
        }
    }

    private CapacityRow Find(ComputerOptions machine, CapacityQuestion question, CancellationToken stop)
    {
        using Computer computer = Computer.Boot(machine);
        computer.Add(DriverCatalog.Create("Windows"));
        if (!computer.Run(s_settling))
        {
            throw new ComputerException($"{MachineText.Of(machine)} stopped while it came up: {computer.Stop}");
        }

        return CapacityMeter.Measure(computer, DriverCatalog.Create(question.Program), question.What, most, count =>
        {
            stop.ThrowIfCancellationRequested();
            _progress.Show(machine, question, count);
        });
    }
}
