namespace ExPool.Machine;

/// <summary>What a stop does to the process it happens in.</summary>
public enum BugCheckAction
{
    /// <summary>Throw <see cref="Ke.BugCheckException"/> at the caller. The default.</summary>
    Throw,

    /// <summary>End the process at once with the stop's text on standard error, so that no damaged data
    /// goes further.</summary>
    FailFast,
}
