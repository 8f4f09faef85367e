using ExPool.Ex.Views;
using ExPool.Machine;

namespace ExPool.Ex;

/// <summary>Finds the block of the running processor, and makes it when the processor is new.</summary>
/// <remarks>
/// A number's block is made once and stays: when a thread of the host dies, the next thread with its number
/// goes on with the block and its counters. The array of addresses is committed with the root's tables; a
/// block is complete before its address is written.
/// </remarks>
internal sealed class ProcessorTable<TMachine>(TMachine machine, nuint root, TableSpace<TMachine> tables)
    where TMachine : struct, IMachine
{
    private const uint FirstSlotCount = 256;

    /// <summary>The running processor's block, made now if it must be.</summary>
    /// <returns>0 when the machine has no number for it or the tables no room: it counts in shared places.</returns>
    public nuint MakeCurrent()
    {
        int number = machine.CurrentProcessor;
        if (number < 0)
        {
            return 0;
        }

        // Only the owner of a number comes here with it, so no lock is needed for its slot.
        RootRecord<TMachine> record = new(machine, root);
        nuint slot = record.ProcessorsAddress + ((nuint)number * sizeof(ulong));
        nuint block = (nuint)Cell<TMachine>.ReadShared(machine, slot);
        if (block == 0)
        {
            block = Make((uint)number);
            if (block == 0)
            {
                return 0;
            }

            Cell<TMachine>.Publish(machine, slot, block);
            CountUpTo((uint)number + 1);
        }

        return block;
    }

    private nuint Make(uint number)
    {
        nuint block = tables.Take(ProcessorRecord<TMachine>.ByteCount);
        nuint index = block == 0 ? 0 : tables.Take(FirstSlotCount * sizeof(uint));
        if (index == 0)
        {
            return 0;
        }

        ProcessorRecord<TMachine> record = new(machine, block);
        record.Number = number;
        record.TrackerIndexAddress = index;
        record.TrackerIndexMask = FirstSlotCount - 1;
        return block;
    }

    private void CountUpTo(uint count)
    {
        nuint address = root + RootRecord<TMachine>.ProcessorCountOffset;
        uint seen = Cell<TMachine>.ReadShared32(machine, address);
        while (seen < count)
        {
            uint found = Cell<TMachine>.Exchange(machine, address, count, seen);
            seen = found == seen ? count : found;
        }
    }
}
