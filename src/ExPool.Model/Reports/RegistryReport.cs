using System.Collections.Immutable;

namespace ExPool.Model.Reports;

/// <summary>What the registry may have and has: NT's SystemRegistryQuotaInformation, and the hives.</summary>
/// <param name="AllowedBytes">Its size limit; <see langword="null"/> where the release has none, as since
/// Windows XP.</param>
/// <param name="UsedBytes">What it has: bins, base blocks and maps of all hives.</param>
/// <param name="PagedPoolBytes">The most that paged pool may have.</param>
/// <param name="IsInPagedPool">Whether the hives' bins lie in paged pool; else in views of the cache.</param>
/// <param name="OpenKeys">Keys that somebody has open.</param>
/// <param name="Refused">Requests that the limit refused.</param>
/// <param name="Hives">The hives, the one that was loaded first before the others.</param>
public sealed record RegistryReport(
    ulong? AllowedBytes,
    ulong UsedBytes,
    ulong PagedPoolBytes,
    bool IsInPagedPool,
    ulong OpenKeys,
    ulong Refused,
    ImmutableArray<HiveReport> Hives);

/// <summary>A hive that is loaded.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where its block lies.</param>
/// <param name="Bytes">Bytes of its bins.</param>
/// <param name="OpenKeys">Keys of it that somebody has open.</param>
public sealed record HiveReport(string Name, ulong Address, ulong Bytes, ulong OpenKeys);
