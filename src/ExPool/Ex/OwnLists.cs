using System;
using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>The running processor inside of its own look-aside lists of one pool, from construction to
/// Dispose.</summary>
/// <remarks>The other side of <see cref="ListStop{TMachine}"/>: Busy is written before Stop is read, so that whoever
/// set Stop and made all processors pass a barrier knows when nobody is inside.</remarks>
internal readonly ref struct OwnLists<TMachine> : IDisposable
    where TMachine : struct, IMachine
{
    private readonly TMachine _machine;
    private readonly nuint _section;

    public OwnLists(TMachine machine, nuint processor, PoolKind kind)
    {
        _machine = machine;
        _section = ProcessorRecord<TMachine>.SectionAddress(processor, kind);
        _ = new ProcessorSection<TMachine>(machine, _section) { IsBusy = true };
        IsAllowed = new ProcessorRecord<TMachine>(machine, processor).Stop == 0;
    }

    /// <summary>Whether the lists may be touched: nobody stopped them.</summary>
    public bool IsAllowed { get; }

    public void Dispose() => _ = new ProcessorSection<TMachine>(_machine, _section) { IsBusy = false };
}
