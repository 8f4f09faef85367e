using System.Collections.Generic;
using System.IO;

namespace ExPool.Benchmarks.Machines;

/// <summary>Measures the model computer.</summary>
/// <param name="plan">How much.</param>
/// <param name="progress">Where it says what it does.</param>
internal sealed class ModelRun(ModelPlan plan, TextWriter progress)
{
    /// <summary>Measures all.</summary>
    public IReadOnlyList<ModelRow> Run()
    {
        List<ModelRow> rows = [];
        Add("starting machines", new BootRows(plan).Measure());
        Add("exhausting nonpaged pool", new ExhaustRows(plan).Measure());
        Add("accesses to simulated memory", new AccessRows(plan).Measure());
        Add("pairs on the model and on the host", new PairRows(plan).Measure());
        return rows;

        void Add(string what, IEnumerable<ModelRow> measured)
        {
            progress.WriteLine(what);
            rows.AddRange(measured);
        }
    }
}
