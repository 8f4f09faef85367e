using System.CommandLine;
using ExPool.Benchmarks.Machines;
using ExPool.Benchmarks.Reports;

namespace ExPool.Benchmarks.CommandLine;

/// <summary><c>model</c>: how fast the model computer is, and what it costs.</summary>
internal static class ModelCommand
{
    private static readonly Option<bool> s_quick = new("--quick")
    {
        Description = "Fewer accesses, 7 rounds, no large machine: to look at.",
    };

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        Command command = new("model", "Measures the model computer: accesses, pairs, exhausted pools and boots.");
        command.Options.Add(s_quick);
        ResultOptions results = new(command);
        command.SetAction(parse =>
        {
            ModelPlan plan = parse.GetValue(s_quick) ? ModelPlan.Quick : ModelPlan.Full;
            results.Run(parse, (machine, line, date) => new ModelReport(
                machine, line, date, plan, new ModelRun(plan, parse.InvocationConfiguration.Error).Run()));
        });
        return command;
    }
}
