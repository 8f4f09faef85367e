using System.Collections.Generic;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;
using ExPool.Model.Mm;

namespace ExPool.Model.Vm;

/// <content>A process's ranges in a saved machine: the records lie in pool, here is where they begin.</content>
internal sealed partial class UserSpace
{
    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write((ulong)Ranges.RootAddress);
        writer.Write(VirtualByteCount);
        writer.Write((ulong)_lowestRoom);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        long at = reader.Offset;
        Ranges.RootAddress = (nuint)reader.ReadUInt64();
        VirtualByteCount = reader.ReadUpTo("the reserved bytes of a process", _system.Memory.Spaces.UserEnd);
        _lowestRoom = (nuint)reader.ReadUpTo("where a process has room", _system.Memory.Spaces.UserEnd);
        if (FindWrong() is string wrong)
        {
            throw StateReader.Damaged(at, wrong);
        }
    }

    /// <summary>What is wrong with the records, in one line. Nothing is read that is not nonpaged memory.</summary>
    private string? FindWrong()
    {
        HashSet<nuint> met = [];
        Stack<(nuint Address, nuint Parent, nuint From, nuint To)> left = [];
        left.Push((Ranges.RootAddress, 0, Start >> PhysicalMemory.PageShift, (End >> PhysicalMemory.PageShift) - 1));
        ulong byteCount = 0;
        while (left.TryPop(out (nuint Address, nuint Parent, nuint From, nuint To) next))
        {
            if (next.Address == 0)
            {
                continue;
            }

            if (!met.Add(next.Address) || !IsReadable(next.Address))
            {
                return $"a range's record is at 0x{next.Address:X}; expected nonpaged pool, and each once";
            }

            VadRecord record = Ranges.At(next.Address);
            (nuint first, nuint last) = (record.FirstPage, record.LastPage);
            bool isRight = record.Parent.Address == next.Parent
                && first >= next.From && last <= next.To && first <= last
                && record.Kind is VadKind.Private or VadKind.Physical;
            if (!isRight)
            {
                return $"the record at 0x{next.Address:X} is of pages 0x{first:X} to 0x{last:X}; expected a range "
                    + $"between 0x{next.From:X} and 0x{next.To:X}, under 0x{next.Parent:X}";
            }

            if (record.Kind == VadKind.Physical && !Space.Physical.IsWindow(first, last))
            {
                return $"pages 0x{first:X} to 0x{last:X} are a window, with something else in it; "
                    + "expected frames that are held";
            }

            byteCount += (ulong)(last - first + 1) << PhysicalMemory.PageShift;
            left.Push((record.Left.Address, next.Address, next.From, first - 1));
            left.Push((record.Right.Address, next.Address, last + 1, next.To));
        }

        return byteCount == VirtualByteCount
            ? null
            : $"ranges of {byteCount} bytes, but {VirtualByteCount} are reserved; expected as many";
    }

    private bool IsReadable(nuint address)
    {
        nuint length = (nuint)(VadRecord.WordCount * _system.Kernel.PointerByteCount);
        SystemRange pool = _system.Memory.Space[SystemVaType.NonPagedPool];
        return address % (nuint)_system.Kernel.PointerByteCount == 0
            && pool.Contains(address) && pool.Contains(unchecked(address + length - 1))
            && IsValid(address) && IsValid(address + length - 1);
    }

    private unsafe bool IsValid(nuint address)
    {
        PageTables tables = _system.Memory.Tables;
        byte* pte = tables.Find(address);
        return pte is not null && PteFormat.IsValid(tables.Read(pte));
    }
}
