using ExPool.Model.Cm;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Keys that a program keeps open: a ring in paged pool, in which each closes the one in its place.</summary>
internal sealed class OpenKeys
{
    private const string Tag = "RgOp";
    private const uint MostKeys = 1 << 20;

    private nuint _table;
    private uint _count;

    /// <summary>Makes the ring.</summary>
    /// <returns>False when there is no memory.</returns>
    public bool Start(IKernel kernel, uint count)
    {
        _table = kernel.Allocate(PoolFlags.Paged, count * sizeof(ulong), Tag);
        _count = _table == 0 ? 0 : count;
        return _table != 0;
    }

    /// <summary>Takes a key; closes the one in its place.</summary>
    public void Put(IKernel kernel, Registry registry, ulong number, nuint key)
    {
        nuint place = Fields.PlaceOf(_table, number % _count);
        nuint before = (nuint)kernel.Read<ulong>(place);
        kernel.Write(place, (ulong)key);
        if (before != 0)
        {
            registry.Close(before);
        }
    }

    /// <summary>Closes all.</summary>
    public void Stop(IKernel kernel, Registry registry)
    {
        for (uint index = 0; index < _count; index++)
        {
            nuint key = (nuint)kernel.Read<ulong>(Fields.PlaceOf(_table, index));
            if (key != 0)
            {
                registry.Close(key);
            }
        }

        if (_table != 0)
        {
            kernel.Free(_table, Tag);
        }

        (_table, _count) = (0, 0);
    }

    /// <summary>Writes where the ring is.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_table);
        writer.Write(_count);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        long at = reader.Offset;
        _table = (nuint)reader.ReadUInt64();
        _count = (uint)reader.ReadUpTo("the number of open keys", MostKeys);
        if ((_table == 0) != (_count == 0))
        {
            throw StateReader.Damaged(at, $"{_count} keys lie at 0x{_table:X}; expected both to be 0, or none");
        }
    }
}
