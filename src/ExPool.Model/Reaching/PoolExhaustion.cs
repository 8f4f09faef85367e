using System;
using ExPool.Model.Drivers;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Model.Reaching;

/// <summary>Leaks a pool of a fresh machine to its end, in blocks of 100 MB as NotMyFault's, then ever smaller
/// ones.</summary>
internal static class PoolExhaustion
{
    /// <summary>Boots, computes, leaks.</summary>
    public static ReachOutcome Run(ReachTrial trial)
    {
        // 64 GB take 65 ms of the machine's time; a minute is for leaks that go wrong.
        TimeSpan step = TimeSpan.FromMilliseconds(50);
        TimeSpan limit = TimeSpan.FromMinutes(1);
        string pool = trial.Kind == PoolKind.Paged ? "paged" : "nonpaged";
        using Computer computer = Computer.Boot(trial.Machine);
        PoolReach computed = computer.ReadReach()[trial.Kind];
        Driver leaker = DriverCatalog.Create($"Leaker:pool={pool},rate=1TB/s,block=100MB,last=halves");
        computer.Add(leaker);
        while (leaker.Tell()["exhausted"] == 0 && computer.Now < limit && computer.Run(step))
        {
        }

        PoolSnapshot pools = computer.Capture();
        PoolUsage usage = trial.Kind == PoolKind.Paged ? pools.Paged : pools.NonPaged;
        MemoryReport memory = computer.ReadMemory();
        return new ReachOutcome(
            trial,
            computed,
            usage.BytesInUse ?? 0,
            leaker.Tell()["bytes"],
            trial.Kind == PoolKind.Paged ? memory.PagedRefusedBy : memory.NonPagedRefusedBy);
    }
}
