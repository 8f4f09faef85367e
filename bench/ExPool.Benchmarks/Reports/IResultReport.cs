using System.IO;

namespace ExPool.Benchmarks.Reports;

/// <summary>What a verb measured, in the three forms in which it is given out.</summary>
internal interface IResultReport
{
    /// <summary>The table for the screen.</summary>
    CellTable ToTable();

    /// <summary>Writes the page that bench/results or docs keep.</summary>
    void WriteMarkdown(Stream output);

    /// <summary>Writes all values as one JSON document.</summary>
    void WriteJson(Stream output);
}
