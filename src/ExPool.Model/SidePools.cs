using ExPool.Model.Ke;
using ExPool.Snapshots;

namespace ExPool.Model;

/// <summary>Pools beside the machine's own, on the same engine: those of a session.</summary>
/// <remarks>Whoever calls has made the running processor use the address space in which they lie.</remarks>
internal abstract class SidePools(ModelCore core, ModelCore machine)
{
    /// <summary>Bytes of nonpaged pool that have frames.</summary>
    public ulong NonPagedPoolByteCount => core.NonPagedPoolByteCount;

    /// <summary>Allocates a block.</summary>
    /// <returns>0 when the pool is exhausted.</returns>
    public abstract nuint Allocate(PoolFlags flags, nuint byteCount, PoolTag tag);

    /// <summary>Frees a block.</summary>
    public abstract void Free(nuint address, PoolTag tag);

    /// <summary>The counters now.</summary>
    public abstract PoolSnapshot Capture();

    /// <summary>A reader over them.</summary>
    public abstract PoolReader OpenReader();

    /// <summary>The work of a second.</summary>
    public abstract void AdjustLookasideDepth();

    /// <summary>Gives all of their memory back.</summary>
    public abstract void Release();

    /// <summary>Uses what the running processor remembers, which may be another than the last time.</summary>
    public void FollowProcessor()
    {
        core.FollowProcessor();
        core.Mover = machine.Mover;
    }

    /// <summary>Writes what is not in their memory.</summary>
    public void Save(StateWriter writer) => writer.Write(core.NonPagedPoolByteCount);

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader) => core.LoadNonPaged(reader);
}
