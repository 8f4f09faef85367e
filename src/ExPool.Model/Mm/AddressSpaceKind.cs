namespace ExPool.Model.Mm;

/// <summary>Whose an address space is.</summary>
public enum AddressSpaceKind
{
    /// <summary>The system's own, which all others share.</summary>
    System = 0,

    /// <summary>A process's: user addresses, and what the system keeps per process.</summary>
    Process = 1,

    /// <summary>A session's: what its processes share among them.</summary>
    Session = 2,
}
