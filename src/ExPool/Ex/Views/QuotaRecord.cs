using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>What is charged to a process for one pool.</summary>
/// <remarks>NT's EPROCESS_QUOTA_ENTRY. Usage &lt;= Limit, Usage &lt;= Peak once a charge is done.</remarks>
internal readonly ref struct QuotaRecord<TMachine>(TMachine machine, nuint address)
    where TMachine : struct, IMachine
{
    public const int UsageOffset = 0x0;
    public const int PeakOffset = 0x8;
    public const int LimitOffset = 0x10;
    public const int RefusalsOffset = 0x18;

    /// <summary>The limit of a process that has none.</summary>
    public const ulong NoLimit = ulong.MaxValue;

    public nuint UsageAddress => address + UsageOffset;

    public nuint PeakAddress => address + PeakOffset;

    public nuint RefusalsAddress => address + RefusalsOffset;

    /// <summary>Bytes charged now.</summary>
    public ulong Usage
    {
        get => Cell<TMachine>.ReadShared(machine, address + UsageOffset);
        set => Cell<TMachine>.Publish(machine, address + UsageOffset, value);
    }

    /// <summary>The most bytes that were charged at once.</summary>
    public ulong Peak
    {
        get => Cell<TMachine>.ReadShared(machine, address + PeakOffset);
        set => Cell<TMachine>.Publish(machine, address + PeakOffset, value);
    }

    /// <summary>Bytes that may be charged.</summary>
    public ulong Limit
    {
        get => Cell<TMachine>.ReadShared(machine, address + LimitOffset);
        set => Cell<TMachine>.Publish(machine, address + LimitOffset, value);
    }

    /// <summary>Requests that were refused because of the limit.</summary>
    public ulong Refusals
    {
        get => Cell<TMachine>.ReadShared(machine, address + RefusalsOffset);
        set => Cell<TMachine>.Publish(machine, address + RefusalsOffset, value);
    }
}
