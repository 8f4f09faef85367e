using System.CommandLine;
using ExPool.Benchmarks.Measuring;
using ExPool.Benchmarks.Reports;
using ExPool.Benchmarks.Steps;

namespace ExPool.Benchmarks.CommandLine;

/// <summary><c>steps</c>: what each step of one request costs.</summary>
internal static class StepsCommand
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        Command command = new("steps", "Measures each step of one request, from the shortest way to fresh pages.");
        ResultOptions results = new(command, "Write the table as docs/internals/life-of-an-allocation.md holds it.");
        command.SetAction(parse =>
        {
            MeasurePlan plan = new();
            results.Run(parse, (machine, line, date) => new StepsReport(
                machine, line, date, plan.Rounds, new StepsRun(plan, parse.InvocationConfiguration.Error).Run()));
        });
        return command;
    }
}
