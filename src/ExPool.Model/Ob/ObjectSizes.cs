using ExPool.Model.Profiles;

namespace ExPool.Model.Ob;

/// <summary>Bytes of the headers of objects, as the Windows release has them.</summary>
internal sealed class ObjectSizes(StructureCatalog structures)
{
    /// <summary>Every object's header.</summary>
    public uint Header { get; } = structures["ObjectHeader"].ByteCount;

    /// <summary>The header of an object that has a name.</summary>
    public uint NameHeader { get; } = structures["ObjectNameHeader"].ByteCount;

    /// <summary>The header of an object that is charged with something else than its block.</summary>
    public uint QuotaHeader { get; } = structures["ObjectQuotaHeader"].ByteCount;
}
