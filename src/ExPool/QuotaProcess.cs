using System;
using ExPool.Ex;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;
using ExPool.Snapshots;

namespace ExPool;

/// <summary>Somebody to whom blocks are charged, with a limit for each pool: a tenant, a plug-in, a request.</summary>
/// <remarks>
/// <para>EPROCESS with its EPROCESS_QUOTA_BLOCK. A request with <see cref="PoolFlags.UseQuota"/> is charged to the
/// process that its flow entered: <c>using (process.Enter())</c>. The scope flows with async code, by an
/// <see cref="System.Threading.AsyncLocal{T}"/>: to enter and to leave copies the execution context once each, which
/// allocates managed memory; a request with quota reads it, a request without does not.</para>
/// <para>A block keeps its process, whoever frees it, and wherever. A process that is disposed takes no new charge;
/// its record stays, and readers see it, until its last block is freed.</para>
/// </remarks>
/// <typeparam name="TMachine">The machine the pools live on.</typeparam>
public sealed class QuotaProcess<TMachine> : IDisposable
    where TMachine : struct, IMachine
{
    private readonly Executive<TMachine> _executive;
    private readonly PoolQuota<TMachine> _quota;

    internal QuotaProcess(
        Executive<TMachine> executive, PoolQuota<TMachine> quota, QuotaHolder holder, string name)
    {
        _executive = executive;
        _quota = quota;
        Holder = holder;
        Name = name;
    }

    /// <summary>What readers show.</summary>
    public string Name { get; }

    /// <summary>The number that its blocks keep, by which <see cref="Executive{TMachine}.OpenProcess"/> finds it; a
    /// later process may have it again.</summary>
    public uint Number => Holder.Owner;

    internal QuotaHolder Holder { get; }

    /// <summary>Makes this the process of the calling flow until the scope is disposed.</summary>
    /// <returns>Dispose it in the flow that entered.</returns>
    /// <exception cref="ObjectDisposedException">The process is deleted, or its pools are disposed.</exception>
    public QuotaScope<TMachine> Enter()
    {
        Require();
        return _executive.Enter(this);
    }

    /// <summary>What is charged now for one pool.</summary>
    /// <param name="kind">Which pool.</param>
    /// <exception cref="ObjectDisposedException">The process is deleted, or its pools are disposed.</exception>
    public QuotaUsage Usage(PoolKind kind)
    {
        Require();
        QuotaRecord<TMachine> quota = _quota.QuotaOf(Holder, kind);
        ulong limit = quota.Limit;
        return new QuotaUsage(
            quota.Usage, quota.Peak, limit == QuotaRecord<TMachine>.NoLimit ? null : limit, quota.Refusals);
    }

    /// <summary>Charges what is counted but is no block of its own (PsChargeProcessPoolQuota).</summary>
    /// <param name="kind">Which pool.</param>
    /// <param name="byteCount">Bytes; <see cref="Return"/> gives them back.</param>
    /// <returns>Success; QuotaExceeded over the limit; ProcessIsTerminating for a process that is deleted.</returns>
    public NtStatus Charge(PoolKind kind, ulong byteCount) => _quota.Charge(Holder, kind, byteCount);

    /// <summary>Gives back what <see cref="Charge"/> charged, once and the same bytes (PsReturnPoolQuota); also when
    /// the process is deleted.</summary>
    /// <param name="kind">Which pool.</param>
    /// <param name="byteCount">Bytes.</param>
    public void Return(PoolKind kind, ulong byteCount) => _quota.Refund(Holder.Owner, kind, byteCount);

    /// <summary>Deletes the process: no block is charged to it any more. Those that are stay valid, and are refunded
    /// when they are freed.</summary>
    /// <remarks>A second call does nothing, and so does one for the process of those who chose none.</remarks>
    public void Dispose()
    {
        if (!_executive.IsGone && Holder != _quota.System)
        {
            _ = _quota.Delete(Holder);
        }
    }

    private void Require()
    {
        ObjectDisposedException.ThrowIf(_executive.IsGone || !_quota.IsAlive(Holder), this);
    }
}
