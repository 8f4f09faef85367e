using System.Collections.Generic;

namespace ExPool.Model.Vm;

/// <summary>The ranges of a process's addresses, by address: a tree of records in nonpaged pool.</summary>
/// <remarks>
/// NT's VAD tree. It stays flat without a word for that in the records: what a hash of the first page says decides who
/// stands above whom. Left &lt; record &lt; right; rank of a parent &gt;= rank of its children.
/// </remarks>
internal sealed class VadTree(IKernel kernel)
{
    /// <summary>The address of the top record; 0 when there is none.</summary>
    public nuint RootAddress { get; set; }

    private VadRecord Root => At(RootAddress);

    /// <summary>The record at an address.</summary>
    public VadRecord At(nuint address) => new(kernel, address);

    /// <summary>The record whose range holds a page; one that does not exist when none does.</summary>
    public VadRecord Find(nuint page)
    {
        VadRecord found = FindFrom(page);
        return found.Exists && found.FirstPage <= page ? found : default;
    }

    /// <summary>The first record whose range ends at a page or after it.</summary>
    public VadRecord FindFrom(nuint page)
    {
        VadRecord best = default;
        for (VadRecord record = Root; record.Exists;)
        {
            if (record.LastPage < page)
            {
                record = record.Right;
            }
            else
            {
                best = record;
                record = record.Left;
            }
        }

        return best;
    }

    /// <summary>The record after another.</summary>
    public static VadRecord Next(VadRecord record)
    {
        VadRecord next = record.Right;
        if (next.Exists)
        {
            while (next.Left is { Exists: true } left)
            {
                next = left;
            }

            return next;
        }

        VadRecord child = record;
        for (next = record.Parent; next.Exists && next.Right.Address == child.Address; next = next.Parent)
        {
            child = next;
        }

        return next;
    }

    /// <summary>The last record; one that does not exist when the tree is empty.</summary>
    public VadRecord Last()
    {
        VadRecord last = Root;
        while (last.Exists && last.Right is { Exists: true } right)
        {
            last = right;
        }

        return last;
    }

    /// <summary>The record before another.</summary>
    public static VadRecord Previous(VadRecord record)
    {
        VadRecord previous = record.Left;
        if (previous.Exists)
        {
            while (previous.Right is { Exists: true } right)
            {
                previous = right;
            }

            return previous;
        }

        VadRecord child = record;
        for (previous = record.Parent; previous.Exists && previous.Left.Address == child.Address;)
        {
            child = previous;
            previous = previous.Parent;
        }

        return previous;
    }

    /// <summary>All records, by address.</summary>
    public IEnumerable<VadRecord> All()
    {
        for (VadRecord record = FindFrom(0); record.Exists; record = Next(record))
        {
            yield return record;
        }
    }

    /// <summary>Puts a record in, whose range overlaps no other.</summary>
    public void Insert(VadRecord record)
    {
        VadRecord parent = default;
        nuint page = record.FirstPage;
        bool isLeft = false;
        for (VadRecord next = Root; next.Exists; next = isLeft ? next.Left : next.Right)
        {
            parent = next;
            isLeft = page < next.FirstPage;
        }

        record.Left = default;
        record.Right = default;
        Hang(record, parent, isLeft);
        while (record.Parent is { Exists: true } above && RankOf(above) < RankOf(record))
        {
            Raise(record);
        }
    }

    /// <summary>Takes a record out.</summary>
    public void Remove(VadRecord record)
    {
        while (true)
        {
            (VadRecord left, VadRecord right) = (record.Left, record.Right);
            if (left.Exists && right.Exists)
            {
                Raise(RankOf(left) >= RankOf(right) ? left : right);
                continue;
            }

            VadRecord child = left.Exists ? left : right;
            VadRecord parent = record.Parent;
            bool isLeft = parent.Exists && parent.Left.Address == record.Address;
            if (child.Exists)
            {
                Hang(child, parent, isLeft);
            }
            else
            {
                Point(parent, isLeft, default);
            }

            return;
        }
    }

    /// <summary>Where a record would stand: the same for the same page on every machine.</summary>
    public static ulong RankOf(VadRecord record) =>
        unchecked(((ulong)record.FirstPage + 1) * 0x9E37_79B9_7F4A_7C15) >> 16;

    /// <summary>Puts a record above its parent, without a change of the order.</summary>
    private void Raise(VadRecord record)
    {
        VadRecord parent = record.Parent;
        VadRecord above = parent.Parent;
        bool isLeftOfAbove = above.Exists && above.Left.Address == parent.Address;
        if (parent.Left.Address == record.Address)
        {
            VadRecord between = record.Right;
            parent.Left = between;
            Adopt(between, parent);
            record.Right = parent;
        }
        else
        {
            VadRecord between = record.Left;
            parent.Right = between;
            Adopt(between, parent);
            record.Left = parent;
        }

        parent.Parent = record;
        Hang(record, above, isLeftOfAbove);
    }

    private void Hang(VadRecord record, VadRecord parent, bool isLeft)
    {
        record.Parent = parent;
        Point(parent, isLeft, record);
    }

    private void Point(VadRecord parent, bool isLeft, VadRecord to)
    {
        if (!parent.Exists)
        {
            RootAddress = to.Address;
        }
        else if (isLeft)
        {
            parent.Left = to;
        }
        else
        {
            parent.Right = to;
        }
    }

    private static void Adopt(VadRecord child, VadRecord parent)
    {
        if (child.Exists)
        {
            child.Parent = parent;
        }
    }
}
