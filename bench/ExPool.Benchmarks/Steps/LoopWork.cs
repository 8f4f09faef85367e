using System;
using ExPool.Benchmarks.Works;

namespace ExPool.Benchmarks.Steps;

/// <summary>A step that is a loop of the calling thread.</summary>
/// <param name="stepCount">Operations of one call of the loop: enough that the call itself does not show.</param>
/// <param name="loop">Does so many operations.</param>
internal sealed class LoopWork(int stepCount, Action<int> loop) : OneThreadWork(stepCount)
{
    /// <inheritdoc/>
    protected override void RunStep() => loop(StepCount);
}
