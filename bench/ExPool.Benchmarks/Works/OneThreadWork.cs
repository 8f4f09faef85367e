using System.Diagnostics;

namespace ExPool.Benchmarks.Works;

/// <summary>A timed work of the calling thread alone.</summary>
/// <param name="stepCount">Operations of one step.</param>
internal abstract class OneThreadWork(int stepCount) : TimedWork(stepCount)
{
    /// <inheritdoc/>
    public sealed override long Run(long operationCount)
    {
        long start = Stopwatch.GetTimestamp();
        for (long done = 0; done < operationCount; done += StepCount)
        {
            RunStep();
        }

        return Stopwatch.GetTimestamp() - start;
    }

    /// <summary>The loop: <see cref="TimedWork.StepCount"/> operations.</summary>
    protected abstract void RunStep();
}
