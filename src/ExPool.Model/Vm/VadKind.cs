namespace ExPool.Model.Vm;

/// <summary>What a range of a process's addresses is for.</summary>
internal enum VadKind
{
    /// <summary>The process's own pages, committed as it wants.</summary>
    Private = 0,

    /// <summary>A window onto frames that the process holds by number.</summary>
    Physical = 1,
}
