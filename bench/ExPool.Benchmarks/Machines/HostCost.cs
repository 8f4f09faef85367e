using System.Collections.Generic;
using ExPool.Benchmarks.Memory;
using ExPool.Model;
using ExPool.Model.Hal;

namespace ExPool.Benchmarks.Machines;

/// <summary>What a machine costs the host in memory.</summary>
/// <param name="residentBefore">Resident bytes of this process before the machine was made.</param>
internal sealed class HostCost(long residentBefore)
{
    private const double Mega = 1 << 20;

    /// <summary>Begins: what the process needs for itself is not counted.</summary>
    public static HostCost Begin() => new(ResidentMemory.Read());

    /// <summary>The rows: all of it, what the machine's RAM holds, page tables among it, and the rest for each
    /// frame.</summary>
    /// <param name="name">How the rows' names begin.</param>
    /// <param name="computer">The machine.</param>
    /// <param name="goal">The most bytes for each frame beside contents.</param>
    public IEnumerable<ModelRow> Rows(string name, Computer computer, double? goal)
    {
        long resident = ResidentMemory.Read() - residentBefore;
        double? touched = HostFrames.CountTouched(computer) * (double)PhysicalMemory.PageByteCount;
        double tables = computer.Parts.Memory.Tables.TableCount * (double)PhysicalMemory.PageByteCount;
        yield return new ModelRow($"{name}.host", "MB", resident / Mega);
        yield return new ModelRow($"{name}.host.contents", "MB", touched / Mega);
        yield return new ModelRow($"{name}.host.contents.pagetables", "MB", tables / Mega);
        yield return new ModelRow(
            $"{name}.host.frame", "bytes", (resident - touched) / computer.Parts.Ram.FrameCount, goal);
    }
}
