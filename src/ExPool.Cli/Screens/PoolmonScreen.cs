using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using ExPool.Inspection.Analysis;

namespace ExPool.Cli.Screens;

/// <summary>Draws rows as poolmon prints them: the same columns, digit for digit.</summary>
/// <remarks>
/// The published layout in printf's words: <c>" %-4s %-5s%10u (%4d)%10u (%4d)%9d%8u (%6d)%7u"</c>. Columns are as
/// wide as that, and wider for all rows of a table where a number of it would not fit.
/// </remarks>
internal sealed class PoolmonScreen
{
    private readonly int _allocations = 10;
    private readonly int _allocationsChange = 4;
    private readonly int _frees = 10;
    private readonly int _freesChange = 4;
    private readonly int _outstanding = 9;
    private readonly int _bytes = 8;
    private readonly int _bytesChange = 6;
    private readonly int _bytesPerBlock = 7;
    private readonly bool _hasCallSites;

    /// <summary>Chooses columns wide enough for all rows.</summary>
    /// <param name="rows">The rows that will be drawn, sums among them.</param>
    public PoolmonScreen(IEnumerable<PoolRow> rows)
    {
        foreach (PoolRow row in rows)
        {
            // One column more than the digits: two numbers never touch.
            _allocations = Math.Max(_allocations, Digits(row.Counters.Allocations) + 1);
            _frees = Math.Max(_frees, Digits(row.Counters.Frees) + 1);
            _outstanding = Math.Max(_outstanding, Digits(row.Counters.Outstanding) + 1);
            _bytes = Math.Max(_bytes, Digits(row.Counters.BytesInUse) + 1);
            _bytesPerBlock = Math.Max(_bytesPerBlock, Digits(row.Counters.BytesPerBlock) + 1);
            _allocationsChange = Math.Max(_allocationsChange, Text(row.AllocationsChange).Length);
            _freesChange = Math.Max(_freesChange, Text(row.FreesChange).Length);
            _bytesChange = Math.Max(_bytesChange, Text(row.BytesChange).Length);
            _hasCallSites |= row.CallSite is not null;
        }
    }

    /// <summary>The line of column names; as published where the columns are.</summary>
    public string Heading()
    {
        StringBuilder line = new(" Tag  Type     Allocs");
        line.Append(' ', 12 + (_allocations - 10) + (_allocationsChange - 4)).Append("Frees");
        line.Append(' ', 12 + (_frees - 10) + (_freesChange - 4)).Append("Diff");
        line.Append(' ', 3 + (_outstanding - 9) + (_bytes - 8)).Append("Bytes");
        line.Append(' ', 7 + (_bytesChange - 6) + (_bytesPerBlock - 7)).Append("Per Alloc");
        return line.Append(_hasCallSites ? "  First call site" : "").ToString();
    }

    /// <summary>One row.</summary>
    /// <param name="row">The numbers.</param>
    public string Row(PoolRow row) => Row(row.Tag.ToString(), row);

    /// <summary>A row with another word in the place of the tag: a sum.</summary>
    /// <param name="tag">Up to four characters.</param>
    /// <param name="row">The numbers.</param>
    public string Row(string tag, PoolRow row)
    {
        StringBuilder line = new(96);
        line.Append(' ').Append(tag.PadRight(4)).Append(' ').Append(TypeName(row.Kind).PadRight(5));
        Append(line, row.Counters.Allocations, _allocations);
        Append(line, row.AllocationsChange, _allocationsChange);
        Append(line, row.Counters.Frees, _frees);
        Append(line, row.FreesChange, _freesChange);
        Append(line, row.Counters.Outstanding, _outstanding);
        Append(line, row.Counters.BytesInUse, _bytes);
        Append(line, row.BytesChange, _bytesChange);
        Append(line, row.Counters.BytesPerBlock, _bytesPerBlock);
        return row.CallSite is null ? line.ToString() : line.Append("  ").Append(row.CallSite).ToString();
    }

    /// <summary>poolmon's word for a pool.</summary>
    /// <param name="kind">The pool.</param>
    public static string TypeName(PoolKind kind) => kind == PoolKind.Paged ? "Paged" : "Nonp";

    /// <summary>The sum of the rows of one pool; <see langword="null"/> when there are none.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="kind">The pool.</param>
    public static PoolRow? Total(IEnumerable<PoolRow> rows, PoolKind kind)
    {
        PoolRow? total = null;
        foreach (PoolRow row in rows)
        {
            if (row.Kind == kind)
            {
                total ??= new PoolRow(default, kind, default, 0, 0, 0, null);
                total = total with
                {
                    Counters = new(
                        total.Counters.Allocations + row.Counters.Allocations,
                        total.Counters.Frees + row.Counters.Frees,
                        total.Counters.BytesInUse + row.Counters.BytesInUse),
                    AllocationsChange = total.AllocationsChange + row.AllocationsChange,
                    FreesChange = total.FreesChange + row.FreesChange,
                    BytesChange = total.BytesChange + row.BytesChange,
                };
            }
        }

        return total;
    }

    private static void Append(StringBuilder line, ulong value, int width)
    {
        Span<char> digits = stackalloc char[20];
        value.TryFormat(digits, out int count, default, CultureInfo.InvariantCulture);
        line.Append(' ', Math.Max(0, width - count)).Append(digits[..count]);
    }

    private static void Append(StringBuilder line, long change, int width)
    {
        Span<char> digits = stackalloc char[20];
        change.TryFormat(digits, out int count, default, CultureInfo.InvariantCulture);
        line.Append(" (").Append(' ', Math.Max(0, width - count)).Append(digits[..count]).Append(')');
    }

    private static int Digits(ulong value)
    {
        int count = 1;
        for (; value >= 10; value /= 10)
        {
            count++;
        }

        return count;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
