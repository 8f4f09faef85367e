namespace ExPool.Cli.Monitoring;

/// <summary>What a table is printed as.</summary>
internal enum MonitorForm
{
    /// <summary>poolmon's columns.</summary>
    Screen,

    /// <summary>JSON, a document a line.</summary>
    Json,

    /// <summary>Comma-separated values.</summary>
    Csv,
}
