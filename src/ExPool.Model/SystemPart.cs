using ExPool.Model.Ke;

namespace ExPool.Model;

/// <summary>A component of the system that allocates what NT's own does: objects, files, the registry, the
/// cache.</summary>
/// <remarks>What it has lies in machine memory, in blocks with NT's tags; what it remembers besides is written when the
/// machine is saved. Nothing is allocated before somebody asks for something.</remarks>
internal abstract class SystemPart(SystemContext system)
{
    /// <summary>What it stands on.</summary>
    protected SystemContext System { get; } = system;

    /// <summary>The name of its section in a saved machine.</summary>
    public abstract string Name { get; }

    /// <summary>Does its work of a second, at PASSIVE_LEVEL.</summary>
    public virtual void Second()
    {
    }

    /// <summary>Writes what it remembers.</summary>
    public abstract void Save(StateWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote; it may come from anybody, so it is checked.</summary>
    public abstract void Load(StateReader reader);
}
