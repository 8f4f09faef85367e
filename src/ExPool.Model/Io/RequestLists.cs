using ExPool.Model.Ke;

namespace ExPool.Model.Io;

/// <summary>Where requests get their IRPs and MDLs: look-aside lists while somebody has a file open.</summary>
/// <remarks>NT makes the lists at boot; here the first user makes them, and the last one deletes them.</remarks>
internal sealed class RequestLists(SystemContext system)
{
    /// <summary>Frames of an MDL that comes from the list: NT's number. Larger ones are blocks of their own.</summary>
    public const uint ListedFrameCount = 23;

    private nuint _irps;
    private nuint _mdls;
    private uint _userCount;

    private static uint LargestUserCount => 1 << 28;

    /// <summary>Stack locations of an IRP: file system, volume, partition and disk, each one.</summary>
    private const uint StackLocationCount = 4;

    private uint IrpByteCount => system.Structures["Irp"].ByteCount
        + (StackLocationCount * system.Structures["IrpStackLocation"].ByteCount);

    /// <summary>Makes the lists, if nobody did.</summary>
    /// <returns>False when there is no memory for them.</returns>
    public bool TryAddUser()
    {
        if (_userCount == 0)
        {
            try
            {
                _irps = system.Kernel.CreateLookasideList(PoolFlags.NonPaged, IrpByteCount, "Irp ");
                _mdls = system.Kernel.CreateLookasideList(PoolFlags.NonPaged, MdlBytes(ListedFrameCount), "Mdl ");
            }
            catch (PoolException)
            {
                Delete();
                return false;
            }
        }

        _userCount++;
        return true;
    }

    /// <summary>Deletes the lists, if there is no other user.</summary>
    public void RemoveUser()
    {
        if (--_userCount == 0)
        {
            Delete();
        }
    }

    /// <summary>Takes an IRP.</summary>
    /// <returns>0 when there is no memory.</returns>
    public nuint TakeIrp() => system.Kernel.AllocateFromList(_irps);

    /// <summary>Gives an IRP back.</summary>
    public void GiveIrp(nuint irp) => system.Kernel.FreeToList(_irps, irp);

    /// <summary>Takes an MDL for a buffer of so many pages.</summary>
    /// <returns>0 when there is no memory.</returns>
    public nuint TakeMdl(uint frameCount) => frameCount <= ListedFrameCount
        ? system.Kernel.AllocateFromList(_mdls)
        : system.Kernel.Allocate(PoolFlags.NonPaged, MdlBytes(frameCount), "Mdl ");

    /// <summary>Gives an MDL back.</summary>
    public void GiveMdl(nuint mdl, uint frameCount)
    {
        if (frameCount <= ListedFrameCount)
        {
            system.Kernel.FreeToList(_mdls, mdl);
        }
        else
        {
            system.Kernel.Free(mdl, "Mdl ");
        }
    }

    /// <summary>Where the number of a frame lies in an MDL.</summary>
    public int FrameOffset(uint index) =>
        (int)(system.Structures["Mdl"].ByteCount + (index * (uint)system.Kernel.PointerByteCount));

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write((ulong)_irps);
        writer.Write((ulong)_mdls);
        writer.Write(_userCount);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        long at = reader.Offset;
        _irps = (nuint)reader.ReadUInt64();
        _mdls = (nuint)reader.ReadUInt64();
        _userCount = reader.ReadUInt32("the users of the lists of requests", LargestUserCount);
        if ((_irps != 0) != (_userCount != 0) || (_mdls != 0) != (_userCount != 0))
        {
            throw StateReader.Damaged(
                at, $"lists of requests are at 0x{_irps:X} and 0x{_mdls:X} for {_userCount} users; expected both, "
                + "or none");
        }
    }

    private uint MdlBytes(uint frameCount) => (uint)FrameOffset(frameCount);

    private void Delete()
    {
        if (_irps != 0)
        {
            system.Kernel.DeleteLookasideList(_irps);
        }

        if (_mdls != 0)
        {
            system.Kernel.DeleteLookasideList(_mdls);
        }

        _irps = _mdls = 0;
    }
}
