using System.CommandLine;
using ExPool.Benchmarks.Reports;
using ExPool.Benchmarks.Tuner;

namespace ExPool.Benchmarks.CommandLine;

/// <summary><c>tuner</c>: what the look-aside tuner buys.</summary>
internal static class TunerCommand
{
    private static readonly Option<bool> s_quick = new("--quick")
    {
        Description = "Fewer periods, 3 rounds: to look at.",
    };

    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        Command command = new("tuner", "Measures what the look-aside tuner buys: hits, held bytes and time.");
        command.Options.Add(s_quick);
        ResultOptions results = new(command);
        command.SetAction(parse =>
        {
            TunerPlan plan = parse.GetValue(s_quick) ? TunerPlan.Quick : TunerPlan.Full;
            results.Run(parse, (machine, line, date) => new TunerReport(
                machine, line, date, plan, new TunerRun(plan, parse.InvocationConfiguration.Error).Run()));
        });
        return command;
    }
}
