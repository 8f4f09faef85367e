using System;
using System.Collections.Generic;
using System.IO.Enumeration;
using ExPool.Benchmarks.Rows;

namespace ExPool.Benchmarks.CommandLine;

/// <summary>Chooses rows by their names: patterns with <c>*</c>, several separated by commas.</summary>
internal static class RowPattern
{
    /// <summary>The rows that one of the patterns matches, in the order of the table.</summary>
    /// <param name="patterns">The patterns; <see langword="null"/> for all rows.</param>
    /// <exception cref="BenchException">A pattern matches no row.</exception>
    public static List<Row> Choose(string? patterns)
    {
        if (patterns is null)
        {
            return [.. RowTable.All];
        }

        HashSet<Row> chosen = [];
        foreach (string pattern in patterns.Split(',', StringSplitOptions.TrimEntries))
        {
            bool isKnown = false;
            foreach (Row row in RowTable.All)
            {
                if (FileSystemName.MatchesSimpleExpression(pattern, row.Id))
                {
                    isKnown = true;
                    _ = chosen.Add(row);
                }
            }

            if (!isKnown)
            {
                throw new BenchException($"--rows '{pattern}' matches no row; 'compare --list' prints them");
            }
        }

        List<Row> rows = [];
        foreach (Row row in RowTable.All)
        {
            if (chosen.Contains(row))
            {
                rows.Add(row);
            }
        }

        return rows;
    }
}
