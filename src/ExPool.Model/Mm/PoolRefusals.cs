using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>Which bound kept each pool from growing when it last refused a request.</summary>
internal sealed class PoolRefusals
{
    // What is written for "never": one more than the last bound.
    private const ulong None = (ulong)MemoryBound.ResidentPages + 1;

    private readonly MemoryBound?[] _bounds = new MemoryBound?[2];

    /// <summary>The bound of a pool; <see langword="null"/> when it refused nothing.</summary>
    public MemoryBound? this[PoolKind kind]
    {
        get => _bounds[(int)kind];
        set => _bounds[(int)kind] = value;
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        foreach (MemoryBound? bound in _bounds)
        {
            writer.Write(bound is { } known ? (ulong)known : None);
        }
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        for (int index = 0; index < _bounds.Length; index++)
        {
            ulong value = reader.ReadUpTo("what kept a pool from growing", None);
            _bounds[index] = value == None ? null : (MemoryBound)value;
        }
    }
}
