using System.Diagnostics.CodeAnalysis;
using ExPool.Ke;

namespace ExPool.Model.Ke;

/// <summary>Stops the machine: NT's KeBugCheckEx.</summary>
/// <remarks>The first stop is the one that is remembered; it leaves the running step as an exception, and no step runs
/// after it.</remarks>
internal sealed class KernelStop
{
    /// <summary>Why the machine stopped; <see langword="null"/> while it runs.</summary>
    public BugCheck? Stop { get; set; }

    /// <summary>Whether a stop is remembered. Not where each mistake is looked at by itself, as tests do.</summary>
    public bool IsFinal { get; init; } = true;

    /// <summary>Stops.</summary>
    [DoesNotReturn]
    public void Raise(in BugCheck stop)
    {
        if (IsFinal)
        {
            Stop ??= stop;
        }

        throw new BugCheckException(Stop ?? stop);
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Stop.HasValue);
        if (Stop is BugCheck stop)
        {
            writer.Write((uint)stop.Code);
            writer.Write(stop.Parameter1);
            writer.Write(stop.Parameter2);
            writer.Write(stop.Parameter3);
            writer.Write(stop.Parameter4);
            writer.Write(stop.Tag.Value);
            writer.Write(stop.Address);
        }
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader) => Stop = !reader.ReadBoolean() ? null : new BugCheck(
        (BugCheckCode)reader.ReadUInt32("the code of the stop"),
        reader.ReadUInt64(),
        reader.ReadUInt64(),
        reader.ReadUInt64(),
        reader.ReadUInt64(),
        new PoolTag(reader.ReadUInt32("the tag of the stop", PoolTag.ValueMask)),
        reader.ReadUInt64());

    /// <summary>Stops for a reason that has no tag.</summary>
    [DoesNotReturn]
    public void Raise(BugCheckCode code, ulong p1, ulong p2 = 0, ulong p3 = 0, ulong p4 = 0) =>
        Raise(new BugCheck(code, p1, p2, p3, p4, default, p1));
}
