using ExPool.Model.Profiles;

namespace ExPool.Model.Vm;

/// <summary>Gives records of ranges from nonpaged pool, as large as the release has them.</summary>
internal sealed class RecordSource(SystemContext system)
{
    private const string Name = "VadShort";

    /// <summary>Allocates a record.</summary>
    /// <returns>Its address; 0 when the pool is exhausted.</returns>
    public nuint Allocate()
    {
        StructureForm form = system.Structures[Name];
        return system.Kernel.Allocate(form.Pool, form.ByteCount, new PoolTag(form.Tag));
    }

    /// <summary>Frees a record.</summary>
    public void Free(nuint address) => system.Kernel.Free(address, new PoolTag(system.Structures[Name].Tag));
}
