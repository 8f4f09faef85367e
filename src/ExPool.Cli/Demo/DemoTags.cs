namespace ExPool.Cli.Demo;

/// <summary>The tags of the demo's components, and the pool each lives in.</summary>
internal static class DemoTags
{
    /// <summary>File control blocks: one for each open file.</summary>
    public static readonly PoolTag FileControl = new("FlCr");

    /// <summary>Buffers that file contents pass through.</summary>
    public static readonly PoolTag FileBuffer = new("FlBf");

    /// <summary>Cache entries: key, age, place of the data.</summary>
    public static readonly PoolTag CacheEntry = new("CaEn");

    /// <summary>Cached data.</summary>
    public static readonly PoolTag CacheData = new("CaDt");

    /// <summary>Requests that wait to be served.</summary>
    public static readonly PoolTag Request = new("Rqst");

    /// <summary>Sessions of clients.</summary>
    public static readonly PoolTag Session = new("Sess");

    /// <summary>What a client may do.</summary>
    public static readonly PoolTag Token = new("SeTk");

    /// <summary>Log records that wait to be written.</summary>
    public static readonly PoolTag LogRecord = new("LgRc");

    /// <summary>Work items: allocated, run, freed.</summary>
    public static readonly PoolTag WorkItem = new("WkIt");

    /// <summary>Every tag that may leak, with its pool.</summary>
    public static readonly (PoolTag Tag, PoolKind Kind)[] All =
    [
        (FileControl, PoolKind.NonPaged),
        (FileBuffer, PoolKind.Paged),
        (CacheEntry, PoolKind.Paged),
        (CacheData, PoolKind.Paged),
        (Request, PoolKind.NonPaged),
        (Session, PoolKind.Paged),
        (Token, PoolKind.Paged),
        (LogRecord, PoolKind.NonPaged),
        (WorkItem, PoolKind.NonPaged),
    ];
}
