using System;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Charges blocks to processes, within their limits, and gives the charge back.</summary>
/// <remarks>
/// <para>NT's PsChargeProcessPoolQuota and PsReturnPoolQuota. For each process and pool</para>
/// <code>
/// Usage = sum of the bytes charged for living blocks &lt;= Limit
/// </code>
/// <para>A block holds a reference to its process, as in NT: a process that is deleted takes no new charge, and
/// its record stays until the last of its blocks is freed; the next process has it then. No lock but for making a
/// process.</para>
/// </remarks>
internal sealed class PoolQuota<TMachine>(
    TMachine machine, nuint root, TableSpace<TMachine> tables, StopGate<TMachine> gate)
    where TMachine : struct, IMachine
{
    private const int IdShift = 6;

    // What a reader follows; at 128 bytes, 8 MiB of the tables.
    private const uint MaximumCount = 1 << 16;

    private const ulong NobodysMask = 0xFFFF_FFFF;

    /// <summary>The process that is charged where nobody chose one; it has no limit and is never deleted.</summary>
    /// <remarks>It was made first, so the links end at its record.</remarks>
    public QuotaHolder System { get; } = HolderOf(machine, FirstMade(machine, root));

    /// <summary>At boot: makes the process of those who chose none.</summary>
    public bool Create() =>
        Make("System"u8, QuotaRecord<TMachine>.NoLimit, QuotaRecord<TMachine>.NoLimit).Record != 0;

    /// <summary>The process of a number that is not deleted; its record is 0 when there is none.</summary>
    public QuotaHolder Find(uint owner)
    {
        using PoolLock<TMachine> scope = Lock();
        nuint next = new RootRecord<TMachine>(machine, root).ProcessesAddress;
        while (next != 0)
        {
            ProcessRecord<TMachine> record = new(machine, next);
            if (record.Id == owner && (record.References & ProcessRecord<TMachine>.AliveBit) != 0)
            {
                return HolderOf(machine, next);
            }

            next = record.NextAddress;
        }

        return default;
    }

    /// <summary>The name of a process, as it was given.</summary>
    /// <param name="holder">The process.</param>
    /// <param name="name">Room for 32 bytes of UTF-8.</param>
    /// <returns>How many there are.</returns>
    public int ReadName(QuotaHolder holder, Span<byte> name)
    {
        name = name[..ProcessRecord<TMachine>.NameByteCount];
        RawBytes<TMachine>.Read(machine, new ProcessRecord<TMachine>(machine, holder.Record).NameAddress, name);
        int end = name.IndexOf((byte)0);
        return end < 0 ? name.Length : end;
    }

    /// <summary>Makes a process.</summary>
    /// <param name="name">UTF-8, at most 32 bytes.</param>
    /// <param name="nonPagedLimit">Bytes of nonpaged pool.</param>
    /// <param name="pagedLimit">Bytes of paged pool.</param>
    /// <returns>A holder whose record is 0 when the tables are full.</returns>
    public QuotaHolder Make(ReadOnlySpan<byte> name, ulong nonPagedLimit, ulong pagedLimit)
    {
        nuint record = TakeUnused(name, nonPagedLimit, pagedLimit);
        if (record == 0)
        {
            // No lock is held: the tables may have to ask the system for memory.
            bool hasRoom = new RootRecord<TMachine>(machine, root).ProcessCount < MaximumCount;
            record = hasRoom ? tables.Take(ProcessRecord<TMachine>.ByteCount) : 0;
            if (record == 0)
            {
                return default;
            }

            Link(record, name, nonPagedLimit, pagedLimit);
        }

        return HolderOf(machine, record);
    }

    /// <summary>Charges a block that is about to be allocated.</summary>
    /// <returns>Success, QuotaExceeded, or ProcessIsTerminating for a process that is deleted.</returns>
    public NtStatus Charge(QuotaHolder holder, PoolKind kind, ulong byteCount)
    {
        ProcessRecord<TMachine> record = new(machine, holder.Record);
        if (!TryReference(record, holder.Generation))
        {
            return NtStatus.ProcessIsTerminating;
        }

        QuotaRecord<TMachine> quota = record.Quota(kind);
        if (TryAdd(quota, byteCount))
        {
            return NtStatus.Success;
        }

        _ = SharedWord<TMachine>.Add(machine, quota.RefusalsAddress, 1);
        Dereference(record);
        return NtStatus.QuotaExceeded;
    }

    /// <summary>Gives back what was charged for a block that is freed.</summary>
    /// <param name="owner">The process, of which <see cref="IsOwner"/> holds.</param>
    /// <param name="kind">The pool.</param>
    /// <param name="byteCount">What was charged.</param>
    public void Refund(uint owner, PoolKind kind, ulong byteCount)
    {
        ProcessRecord<TMachine> record = RecordOf(owner);
        _ = SharedWord<TMachine>.Add(machine, record.Quota(kind).UsageAddress, unchecked(0 - byteCount));
        Dereference(record);
    }

    /// <summary>Whether a number is that of a process to which blocks are charged.</summary>
    /// <remarks>What lies from the first process on was taken from the tables' space, so it may be read.</remarks>
    public bool IsOwner(uint owner)
    {
        nuint offset = (nuint)owner << IdShift;
        return owner >= System.Owner
            && offset + ProcessRecord<TMachine>.ByteCount
                <= new RootRecord<TMachine>(machine, root).TablesUsedByteCount
            && RecordOf(owner).Id == owner
            && (RecordOf(owner).References & NobodysMask) >= ProcessRecord<TMachine>.OneBlock;
    }

    /// <summary>From here on the process takes no charge.</summary>
    /// <returns>False when it was deleted before.</returns>
    public bool Delete(QuotaHolder holder)
    {
        ProcessRecord<TMachine> record = new(machine, holder.Record);
        while (true)
        {
            ulong seen = record.References;
            if (!IsAlive(seen, holder.Generation))
            {
                return false;
            }

            if (TryChange(record, seen & ~ProcessRecord<TMachine>.AliveBit, seen))
            {
                return true;
            }
        }
    }

    /// <summary>Whether the holder's process is not deleted.</summary>
    public bool IsAlive(QuotaHolder holder) =>
        IsAlive(new ProcessRecord<TMachine>(machine, holder.Record).References, holder.Generation);

    /// <summary>What is charged to a process for one pool.</summary>
    public QuotaRecord<TMachine> QuotaOf(QuotaHolder holder, PoolKind kind) =>
        new ProcessRecord<TMachine>(machine, holder.Record).Quota(kind);

    private static nuint FirstMade(TMachine machine, nuint root)
    {
        RootRecord<TMachine> rootRecord = new(machine, root);
        nuint record = rootRecord.ProcessesAddress;
        for (uint count = rootRecord.ProcessCount; count > 1; count--)
        {
            record = new ProcessRecord<TMachine>(machine, record).NextAddress;
        }

        return record;
    }

    private static QuotaHolder HolderOf(TMachine machine, nuint record)
    {
        if (record == 0)
        {
            return default;
        }

        ProcessRecord<TMachine> fields = new(machine, record);
        return new QuotaHolder(record, fields.Id, (uint)(fields.References >> 32));
    }

    private static bool IsAlive(ulong references, uint generation) =>
        (references & ProcessRecord<TMachine>.AliveBit) != 0 && references >> 32 == generation;

    private ProcessRecord<TMachine> RecordOf(uint owner) => new(machine, root + ((nuint)owner << IdShift));

    private bool TryReference(ProcessRecord<TMachine> record, uint generation)
    {
        while (true)
        {
            ulong seen = record.References;
            bool isFull = (seen & NobodysMask) >= NobodysMask - ProcessRecord<TMachine>.OneBlock;
            if (!IsAlive(seen, generation) || isFull)
            {
                return false;
            }

            if (TryChange(record, seen + ProcessRecord<TMachine>.OneBlock, seen))
            {
                return true;
            }
        }
    }

    private void Dereference(ProcessRecord<TMachine> record) => SharedWord<TMachine>.Add(
        machine,
        record.Address + ProcessRecord<TMachine>.ReferencesOffset,
        unchecked(0 - ProcessRecord<TMachine>.OneBlock));

    private bool TryChange(ProcessRecord<TMachine> record, ulong value, ulong seen) => SharedWord<TMachine>.Exchange(
        machine, record.Address + ProcessRecord<TMachine>.ReferencesOffset, value, seen) == seen;

    private bool TryAdd(QuotaRecord<TMachine> quota, ulong byteCount)
    {
        ulong limit = quota.Limit;
        ulong sum;
        ulong seen;
        do
        {
            seen = quota.Usage;
            if (byteCount > limit || seen > limit - byteCount)
            {
                return false;
            }

            sum = seen + byteCount;
        }
        while (SharedWord<TMachine>.Exchange(machine, quota.UsageAddress, sum, seen) != seen);

        for (ulong peak = quota.Peak; peak < sum; peak = quota.Peak)
        {
            _ = SharedWord<TMachine>.Exchange(machine, quota.PeakAddress, sum, peak);
        }

        return true;
    }

    private nuint TakeUnused(ReadOnlySpan<byte> name, ulong nonPagedLimit, ulong pagedLimit)
    {
        using PoolLock<TMachine> scope = Lock();
        nuint next = new RootRecord<TMachine>(machine, root).ProcessesAddress;
        while (next != 0)
        {
            ProcessRecord<TMachine> record = new(machine, next);
            if ((record.References & NobodysMask) == 0)
            {
                Write(record, name, nonPagedLimit, pagedLimit);
                return next;
            }

            next = record.NextAddress;
        }

        return 0;
    }

    private void Link(nuint address, ReadOnlySpan<byte> name, ulong nonPagedLimit, ulong pagedLimit)
    {
        using PoolLock<TMachine> scope = Lock();
        RootRecord<TMachine> rootRecord = new(machine, root);
        ProcessRecord<TMachine> record = new(machine, address);
        record.NextAddress = rootRecord.ProcessesAddress;
        record.Id = (uint)((address - root) >> IdShift);
        Write(record, name, nonPagedLimit, pagedLimit);
        rootRecord.ProcessesAddress = address;
        rootRecord.ProcessCount++;
    }

    /// <summary>Makes an unused record a process: the last write says so.</summary>
    private void Write(ProcessRecord<TMachine> record, ReadOnlySpan<byte> name, ulong nonPagedLimit, ulong pagedLimit)
    {
        machine.Fill(record.NameAddress, ProcessRecord<TMachine>.NameByteCount, 0);
        RawBytes<TMachine>.Write(machine, record.NameAddress, name);
        Write(record.Quota(PoolKind.NonPaged), nonPagedLimit);
        Write(record.Quota(PoolKind.Paged), pagedLimit);
        record.References = (((record.References >> 32) + 1) << 32) | ProcessRecord<TMachine>.AliveBit;
    }

    private static void Write(QuotaRecord<TMachine> quota, ulong limit)
    {
        quota.Usage = 0;
        quota.Peak = 0;
        quota.Refusals = 0;
        quota.Limit = limit;
    }

    private PoolLock<TMachine> Lock() =>
        new(machine, root + RootRecord<TMachine>.ProcessLockOffset, Irql.Dispatch, gate);
}
