using ExPool.Snapshots;

namespace ExPool.Model;

/// <summary>Such pools on a machine with words of one width.</summary>
internal sealed class SidePools<TKind>(ModelCore core, ModelCore machine, Executive<ModelMachine<TKind>> pools)
    : SidePools(core, machine)
    where TKind : struct, IMachineKind
{
    /// <inheritdoc/>
    public override nuint Allocate(PoolFlags flags, nuint byteCount, PoolTag tag) =>
        pools.Allocate(flags, byteCount, tag);

    /// <inheritdoc/>
    public override void Free(nuint address, PoolTag tag) => pools.Free(address, tag);

    /// <inheritdoc/>
    public override PoolSnapshot Capture() => pools.Capture();

    /// <inheritdoc/>
    public override PoolReader OpenReader() => pools.OpenReader();

    /// <inheritdoc/>
    public override void AdjustLookasideDepth() => pools.AdjustLookasideDepth();

    /// <inheritdoc/>
    public override void Release() => pools.Dispose();
}
