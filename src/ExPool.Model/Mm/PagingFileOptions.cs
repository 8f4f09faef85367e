namespace ExPool.Model.Mm;

/// <summary>One paging file.</summary>
/// <param name="MinimumByteCount">Bytes at boot.</param>
/// <param name="MaximumByteCount">Bytes it may grow to; not less.</param>
/// <param name="Path">Where it lies in the host; <see langword="null"/>: a file of its own in the host's temporary
/// folder. It is removed when the machine is.</param>
public sealed record PagingFileOptions(ulong MinimumByteCount, ulong MaximumByteCount, string? Path = null);
