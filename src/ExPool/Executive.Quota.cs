using System;
using System.Text;
using System.Threading;
using ExPool.Ex;
using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool;

// Processes, to which blocks are charged.
public sealed partial class Executive<TMachine>
    where TMachine : struct, IMachine
{
    private readonly AsyncLocal<QuotaProcess<TMachine>?> _process = new();

    /// <summary>The process that is charged where no other was entered. It has no limit and is never deleted.</summary>
    public QuotaProcess<TMachine> SystemProcess { get; }

    /// <summary>The process that the calling flow is charged to (PsGetCurrentProcess).</summary>
    public QuotaProcess<TMachine> CurrentProcess => _process.Value ?? SystemProcess;

    /// <summary>Whether the pools' memory may no longer be looked at by their own objects.</summary>
    internal bool IsGone => _isDisposed;

    /// <summary>Makes a process, to which blocks can be charged.</summary>
    /// <param name="name">What readers show: 1 to 32 bytes of UTF-8 without control characters.</param>
    /// <param name="nonPagedLimit">Bytes of nonpaged pool that may be charged; <see langword="null"/> for no
    /// limit.</param>
    /// <param name="pagedLimit">Bytes of paged pool that may be charged; <see langword="null"/> for no limit.</param>
    /// <exception cref="ArgumentException">The name is empty, too long, or has a control character.</exception>
    /// <exception cref="PoolException">The executive's tables have no memory, or there are 65,536
    /// processes.</exception>
    public QuotaProcess<TMachine> CreateProcess(string name, ulong? nonPagedLimit = null, ulong? pagedLimit = null)
    {
        if (_gate.IsClosed)
        {
            _gate.Refuse();
        }

        ArgumentException.ThrowIfNullOrEmpty(name);
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        if (bytes.Length > ProcessRecord<TMachine>.NameByteCount || name.AsSpan().ContainsAnyInRange('\0', '\x1F'))
        {
            throw new ArgumentException(
                $"The name has {bytes.Length} bytes; expected 1 to {ProcessRecord<TMachine>.NameByteCount} without "
                + "control characters.",
                nameof(name));
        }

        const ulong None = QuotaRecord<TMachine>.NoLimit;
        QuotaHolder holder = _quota.Make(bytes, nonPagedLimit ?? None, pagedLimit ?? None);
        return holder.Record != 0
            ? new QuotaProcess<TMachine>(this, _quota, holder, name)
            : throw new PoolException(
                NtStatus.CommitmentLimit, PoolKind.NonPaged, ProcessRecord<TMachine>.ByteCount, "Proc");
    }

    /// <summary>Finds a process by its number, such as one that was made before these pools were opened again
    /// (PsLookupProcessByProcessId).</summary>
    /// <param name="number">What <see cref="QuotaProcess{TMachine}.Number"/> was.</param>
    /// <exception cref="ArgumentException">No process has the number, or it is deleted.</exception>
    public QuotaProcess<TMachine> OpenProcess(uint number)
    {
        if (_gate.IsClosed)
        {
            _gate.Refuse();
        }

        QuotaHolder holder = _quota.Find(number);
        if (holder.Record == 0)
        {
            throw new ArgumentException($"No process has the number {number}.", nameof(number));
        }

        if (holder == SystemProcess.Holder)
        {
            return SystemProcess;
        }

        Span<byte> name = stackalloc byte[ProcessRecord<TMachine>.NameByteCount];
        return new QuotaProcess<TMachine>(
            this, _quota, holder, Encoding.UTF8.GetString(name[.._quota.ReadName(holder, name)]));
    }

    /// <summary>Makes a process that of the calling flow.</summary>
    internal QuotaScope<TMachine> Enter(QuotaProcess<TMachine> process)
    {
        QuotaScope<TMachine> scope = new(this, _process.Value);
        _process.Value = process;
        return scope;
    }

    /// <summary>Ends a scope.</summary>
    internal void Return(QuotaProcess<TMachine>? before) => _process.Value = before;
}
