using ExPool.Ex.Views;
using ExPool.Ke;
using ExPool.Machine;

namespace ExPool.Ex;

// Blocks that are charged to a process: bit 3 of the pool type, and the process at the block's end.
internal sealed partial class Pool<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Allocates, and charges a process if there is one; charges nothing when it cannot allocate.</summary>
    /// <param name="request">The request, with the holder's number.</param>
    /// <param name="holder">The process; none charges nobody.</param>
    /// <param name="address">The payload; 0 on failure, which is not counted yet.</param>
    public NtStatus TryServe(PoolRequest request, QuotaHolder holder, out nuint address)
    {
        if (holder.Owner == 0)
        {
            address = Allocate(request);
            return address != 0 ? NtStatus.Success : NtStatus.InsufficientResources;
        }

        CheckLevel(request);
        ulong charged = request.ShapeOn<TMachine>().ChargedByteCount;
        NtStatus status = _quota.Charge(holder, _kind, charged);
        address = status == NtStatus.Success ? Allocate(request) : 0;
        if (status == NtStatus.Success && address == 0)
        {
            _quota.Refund(holder.Owner, _kind, charged);
            status = NtStatus.InsufficientResources;
        }

        return status;
    }

    /// <summary>Writes down who is charged for a small block that its caller does not have yet.</summary>
    private void Bill(nuint payload, uint units, uint owner)
    {
        nuint block = payload - (nuint)TMachine.HeaderByteCount;
        _ = new OwnerRecord<TMachine>(_machine, OwnerAddress(block, units)) { Word = OwnerWord(block, owner) };
        _ = new PoolBlock<TMachine>(_machine, block)
        {
            PoolType = (byte)(PoolBlock<TMachine>.TypeOf(_kind) | PoolBlock<TMachine>.QuotaBit),
        };
    }

    /// <summary>Who is charged for a small block; 0 for nobody. Stops when that is damaged.</summary>
    private uint OwnerOfSmall(nuint block, ulong header, uint units, PoolTag tag)
    {
        if ((PoolBlock<TMachine>.PoolTypeIn(header) & PoolBlock<TMachine>.QuotaBit) == 0)
        {
            return 0;
        }

        ulong word = new OwnerRecord<TMachine>(_machine, OwnerAddress(block, units)).Word;
        uint owner = unchecked((uint)word);
        if (word != OwnerWord(block, owner) || !_quota.IsOwner(owner))
        {
            _gate.Mistake(PoolStops.DamagedOwner(block + (nuint)TMachine.HeaderByteCount, word, tag));
        }

        return owner;
    }

    /// <summary>Who is charged for a block of whole pages; 0 for nobody. Stops when that is damaged.</summary>
    private uint OwnerOfBig(nuint address, PoolTag given)
    {
        uint owner = _pages.BlockAt(address).Owner;
        if (owner != 0 && !_quota.IsOwner(owner))
        {
            _gate.Mistake(PoolStops.DamagedOwner(address, owner, given));
        }

        return owner;
    }

    private void Refund(uint owner, ulong charged)
    {
        if (owner != 0)
        {
            _quota.Refund(owner, _kind, charged);
        }
    }

    private static nuint OwnerAddress(nuint block, uint units) =>
        block + (units * (nuint)TMachine.UnitByteCount) - OwnerRecord<TMachine>.ByteCount;

    /// <summary>The number, and a word that no other block or number has.</summary>
    private static ulong OwnerWord(nuint block, uint owner)
    {
        ulong mixed = unchecked((block ^ ((ulong)owner << 40)) * 0x9E37_79B9_7F4A_7C15);
        return owner | ((mixed >> 32) << 32);
    }
}
