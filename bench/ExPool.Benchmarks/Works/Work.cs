using System;

namespace ExPool.Benchmarks.Works;

/// <summary>What one row does with one allocator, ready to be measured again and again.</summary>
internal abstract class Work : IDisposable
{
    /// <summary>Runs briefly and often, so that the runtime's compiler finishes with it.</summary>
    public abstract void WarmUp();

    /// <summary>Chooses how much one sample does.</summary>
    /// <param name="length">About how long a sample should take.</param>
    public abstract void Calibrate(TimeSpan length);

    /// <summary>One measured value, in the row's unit.</summary>
    public abstract double Sample();

    /// <summary>Frees what is still allocated.</summary>
    public virtual void Dispose()
    {
    }
}
