using System.Collections.Generic;
using System.Numerics;
using ExPool.Model.Ke;
using ExPool.Model.Ob;
using ExPool.Model.Profiles;

namespace ExPool.Model.Cc;

/// <summary>The VACBs of the system cache, one for each view, in arrays of 64.</summary>
/// <remarks>
/// An array is a paged block 'CcVa' that goes with its last VACB. A VACB's words: 0 where the view is | 1 shared cache
/// map | 2 its number in the file. NT of before Vista has one array for all, made at boot; here it has no array that it
/// does not need.
/// </remarks>
internal sealed class VacbTable(SystemContext system, ObjectManager objects)
{
    /// <summary>VACBs of an array.</summary>
    public const int ArrayLength = 64;

    private readonly List<(nuint Address, ulong Used)> _arrays = [];

    private StructureForm Form => system.Structures["Vacb"];

    /// <summary>Takes a VACB.</summary>
    /// <returns>Its number; below 0 when there is no memory for one.</returns>
    public int Take()
    {
        int empty = -1;
        for (int index = 0; index < _arrays.Count; index++)
        {
            (nuint address, ulong used) = _arrays[index];
            if (address == 0)
            {
                empty = empty < 0 ? index : empty;
            }
            else if (used != ulong.MaxValue)
            {
                int free = BitOperations.TrailingZeroCount(~used);
                _arrays[index] = (address, used | (1UL << free));
                return (index * ArrayLength) + free;
            }
        }

        nuint block = system.Kernel.Allocate(Form.Pool, ArrayLength * Form.ByteCount, Form.Tag);
        if (block == 0)
        {
            return -1;
        }

        if (empty < 0)
        {
            empty = _arrays.Count;
            _arrays.Add(default);
        }

        _arrays[empty] = (block, 1);
        return empty * ArrayLength;
    }

    /// <summary>Fills a VACB.</summary>
    public void Fill(int number, CacheView view)
    {
        nuint vacb = AddressOf(number);
        int width = objects.Memory.Width;
        objects.Memory.Write(vacb, 0, view.View.Start);
        objects.Memory.Write(vacb, width, view.Map.Address);
        objects.Memory.Write(vacb, 2 * width, view.Chunk);
    }

    /// <summary>Gives a VACB back.</summary>
    public void Give(int number)
    {
        (nuint address, ulong used) = _arrays[number / ArrayLength];
        used &= ~(1UL << (number % ArrayLength));
        if (used == 0)
        {
            system.Kernel.Free(address, Form.Tag);
            address = 0;
        }

        _arrays[number / ArrayLength] = (address, used);
    }

    /// <summary>Whether a VACB is in use.</summary>
    public bool IsUsed(int number) =>
        number / ArrayLength < _arrays.Count && (_arrays[number / ArrayLength].Used >> (number % ArrayLength) & 1) != 0;

    /// <summary>VACBs in use.</summary>
    public int Count()
    {
        int count = 0;
        _arrays.ForEach(array => count += BitOperations.PopCount(array.Used));
        return count;
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(_arrays.Count);
        foreach ((nuint address, ulong used) in _arrays)
        {
            writer.Write((ulong)address);
            writer.Write(used);
        }
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        const uint MostArrays = 1 << 16;
        for (uint left = reader.ReadUInt32("the arrays of views", MostArrays); left > 0; left--)
        {
            long at = reader.Offset;
            nuint address = (nuint)reader.ReadUInt64();
            ulong used = reader.ReadUInt64();
            objects.CheckBlock(at, "an array of views", address);
            if ((address == 0) != (used == 0))
            {
                throw StateReader.Damaged(
                    at, $"an array of views is at 0x{address:X} and uses 0x{used:X}; expected both, or none");
            }

            _arrays.Add((address, used));
        }
    }

    private nuint AddressOf(int number) => unchecked(
        _arrays[number / ArrayLength].Address + ((nuint)(number % ArrayLength) * Form.ByteCount));
}
