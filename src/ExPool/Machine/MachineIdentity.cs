namespace ExPool.Machine;

/// <summary>What an executive is found by.</summary>
/// <param name="Name">The name of the executive: up to 31 bytes of UTF-8.</param>
/// <param name="ProcessId">The process it lives in; 0 when it lives in none.</param>
/// <param name="StartedAtMilliseconds">When it started, in milliseconds since 1970-01-01 UTC.</param>
public sealed record MachineIdentity(string Name, int ProcessId, long StartedAtMilliseconds);
