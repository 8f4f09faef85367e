using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using ExPool.Benchmarks.Measuring;

namespace ExPool.Benchmarks.Steps;

/// <summary>Measures the steps by turns, in one process.</summary>
/// <param name="plan">How long and how often.</param>
/// <param name="progress">Where it says what it does.</param>
internal sealed class StepsRun(MeasurePlan plan, TextWriter progress)
{
    private const int RehearsalPasses = 5;

    /// <summary>Measures all steps.</summary>
    public IReadOnlyList<StepResult> Run()
    {
        using StepPools pools = new();
        IReadOnlyList<Step> steps = StepBook.Create(pools);
        try
        {
            Rehearse(steps);
            progress.WriteLine($"measuring {steps.Count} steps in {plan.Rounds} rounds");
            foreach (Step step in steps)
            {
                step.Work.Calibrate(plan.SampleLength);
            }

            double[] medians = Turns.Measure([.. Works(steps)], plan.Rounds);
            List<StepResult> results = [];
            for (int index = 0; index < steps.Count; index++)
            {
                results.Add(new StepResult(steps[index].Name, steps[index].Operation, medians[index]));
            }

            return results;
        }
        finally
        {
            foreach (Step step in steps)
            {
                step.Work.Dispose();
            }
        }
    }

    /// <summary>What one step takes more than another.</summary>
    /// <param name="results">All steps.</param>
    /// <param name="difference">Which two.</param>
    public static double Of(IReadOnlyList<StepResult> results, StepDifference difference)
    {
        return Find(difference.More) - Find(difference.Less);

        double Find(string name)
        {
            foreach (StepResult result in results)
            {
                if (result.Name == name)
                {
                    return result.Nanoseconds;
                }
            }

            throw new ArgumentException($"'{name}' is no step", nameof(difference));
        }
    }

    private void Rehearse(IReadOnlyList<Step> steps)
    {
        progress.WriteLine($"warming up {steps.Count} steps");
        for (int pass = 0; pass < RehearsalPasses; pass++)
        {
            foreach (Step step in steps)
            {
                step.Work.WarmUp();
            }

            Thread.Sleep(Rehearsal.Pause);
        }
    }

    private static IEnumerable<Works.Work> Works(IReadOnlyList<Step> steps)
    {
        foreach (Step step in steps)
        {
            yield return step.Work;
        }
    }
}
