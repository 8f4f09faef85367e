using System;

namespace ExPool.Ke;

/// <summary>A stop: the pool was used wrongly, or found damaged.</summary>
/// <remarks>
/// On a machine that is a whole computer a stop is a blue screen. Inside a process it is this exception. A caller's
/// mistake (0xC2) changed nothing and the pools go on; damage (0x19) is final, and every later call throws it again.
/// </remarks>
public sealed class BugCheckException : Exception
{
    /// <summary>Makes an exception of a stop.</summary>
    /// <param name="stop">The code, its parameters and the tag.</param>
    public BugCheckException(BugCheck stop)
        : base(stop.ToString()) => Stop = stop;

    /// <summary>The code, its four parameters and the tag.</summary>
    public BugCheck Stop { get; }
}
