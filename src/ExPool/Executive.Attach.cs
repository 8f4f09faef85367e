using ExPool.Ex.Views;
using ExPool.Machine;
using ExPool.Snapshots;

namespace ExPool;

// Pools that are there already.
public sealed partial class Executive<TMachine>
    where TMachine : struct, IMachine
{
    private const uint StopBeingWritten = 1;

    /// <summary>
    /// Opens pools again whose whole state lies in the machine's memory, such as those of a machine that was saved and
    /// loaded: they go on as if they had never been closed.
    /// </summary>
    /// <param name="machine">The machine, with the memory that the pools left.</param>
    /// <param name="debuggerData">What <see cref="DebuggerData"/> was; committed memory of the machine.</param>
    /// <remarks>
    /// Writes nothing. The executive that used the memory before must not be used any more, nor disposed, and no thread
    /// may have been inside of a call. Look-aside lists of programs are found by
    /// <see cref="OpenLookasideList"/>, processes by <see cref="OpenProcess"/>. Pools that a stop had ended stay ended.
    /// </remarks>
    /// <exception cref="SnapshotFormatException">At the address is no root block of this version, or one of a machine
    /// with other sizes. The message is one line.</exception>
    public static Executive<TMachine> Attach(TMachine machine, nuint debuggerData)
    {
        RequireRoot(machine, debuggerData);
        Executive<TMachine> executive = new(machine, debuggerData);
        executive.AdoptLookasideLists();
        return executive;
    }

    private static void RequireRoot(TMachine machine, nuint address)
    {
        const nuint PageMask = 0xFFF;
        if (address == 0 || (address & PageMask) != 0)
        {
            throw new SnapshotFormatException(
                $"The root block cannot be at 0x{address:X}; expected a page's address.", address);
        }

        byte[] bytes = new byte[RootRecord<TMachine>.ByteCount];
        RawBytes<TMachine>.Read(machine, address, bytes);
        PoolRoot root = PoolRoot.Parse(bytes, s_layout);
        if (root.Address != address)
        {
            throw new SnapshotFormatException(
                $"The root block at 0x{address:X} has TablesAddress 0x{root.Address:X}; expected its own.", address);
        }

        RootRecord<TMachine> record = new(machine, address);
        Require(address, "ProcessorMaximum", record.ProcessorMaximum, (uint)machine.MaximumProcessorCount);
        if (record.StopState == StopBeingWritten)
        {
            throw new SnapshotFormatException(
                $"The root block at 0x{address:X} has StopState {StopBeingWritten}, a stop that was never complete; "
                + "expected 0 or 2.",
                address);
        }

        // Each node has descriptors of its own; number 0 of paged pool serves no small blocks.
        uint nodeCount = (uint)machine.Facts.NodeCount;
        if (root.NonPaged.DescriptorCount < nodeCount || root.Paged.DescriptorCount < nodeCount + 1)
        {
            throw new SnapshotFormatException(
                $"The root block at 0x{address:X} has {root.NonPaged.DescriptorCount} nonpaged and "
                + $"{root.Paged.DescriptorCount} paged descriptors; expected at least {nodeCount} and {nodeCount + 1} "
                + "for the machine's nodes.",
                address);
        }
    }

    private static void Require(nuint address, string name, uint value, uint expected)
    {
        if (value != expected)
        {
            throw new SnapshotFormatException(
                $"The root block at 0x{address:X} has {name} {value}; expected {expected}.", address);
        }
    }
}
