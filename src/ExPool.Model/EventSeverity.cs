namespace ExPool.Model;

/// <summary>How much an entry of the event log matters: the types that Event Viewer shows.</summary>
public enum EventSeverity
{
    /// <summary>Something went as it should.</summary>
    Information,

    /// <summary>Something may become a problem.</summary>
    Warning,

    /// <summary>Something was lost, or refused.</summary>
    Error,
}
