using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>How many frames may still be given to pages that never leave: the rest must stay for paging.</summary>
/// <remarks>NT's MmResidentAvailablePages. Left + Taken = frames - the reserve. Tables are taken even when
/// none is left: then Left is below 0.</remarks>
internal sealed class ResidentPages
{
    // What faults, tables and transfers need when everything else is taken. Unverified numbers.
    private const uint SmallestReserve = 64;
    private const uint LargestReserve = 1024;
    private const uint ReserveShare = 128;

    public ResidentPages(uint frameCount)
    {
        Reserve = Math.Clamp(frameCount / ReserveShare, SmallestReserve, LargestReserve);
        Left = frameCount - (long)Reserve;
    }

    /// <summary>Frames that are kept back.</summary>
    public uint Reserve { get; }

    /// <summary>Frames that may be taken; below 0 when tables took of the reserve.</summary>
    public long Left { get; set; }

    /// <summary>Requests that were refused. Not saved: a machine that was loaded counts anew.</summary>
    public ulong RefusalCount { get; private set; }

    /// <summary>Takes frames.</summary>
    /// <returns>False when there are not so many.</returns>
    public bool TryTake(ulong count)
    {
        if (Left < 0 || count > (ulong)Left)
        {
            RefusalCount++;
            return false;
        }

        Left -= (long)count;
        return true;
    }

    /// <summary>Takes frames that are in use whether there was room or not: tables.</summary>
    public void Take(ulong count) => Left -= (long)count;

    /// <summary>Gives frames back.</summary>
    public void Return(ulong count) => Left += (long)count;

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer) => writer.Write(Left);

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader) => Left = reader.ReadInt64();
}
