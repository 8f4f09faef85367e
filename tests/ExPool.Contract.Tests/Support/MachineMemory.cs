using ExPool.Machine;

namespace ExPool.Contract.Tests.Support;

/// <summary>The memory of a machine as tests touch it: by the machine alone, by no pointer of this process.</summary>
/// <remarks>
/// An address need not be one of this process, and what lies there may move between two accesses. So each access is
/// one call of the machine for at most 8 aligned bytes, and no reference is kept.
/// </remarks>
internal readonly struct MachineMemory<TMachine>(TMachine machine)
    where TMachine : struct, IMachine
{
    private const int WordByteCount = sizeof(ulong);

    public T Read<T>(nuint address)
        where T : unmanaged => machine.ReadAt<T>(address);

    public void Write<T>(nuint address, T value)
        where T : unmanaged => machine.At<T>(address) = value;

    /// <summary>Reads an address of the machine, such as a link: 4 or 8 bytes.</summary>
    public nuint ReadPointer(nuint address) =>
        TMachine.PointerByteCount == 8 ? (nuint)Read<ulong>(address) : Read<uint>(address);

    /// <summary>Writes what fits of a value where an address of the machine lies.</summary>
    public void WritePointer(nuint address, ulong value)
    {
        if (TMachine.PointerByteCount == 8)
        {
            Write(address, value);
        }
        else
        {
            Write(address, unchecked((uint)value));
        }
    }

    public byte[] ReadBytes(nuint address, int byteCount)
    {
        byte[] bytes = new byte[byteCount];
        for (int offset = 0; offset < byteCount; offset++)
        {
            bytes[offset] = Read<byte>(address + (nuint)offset);
        }

        return bytes;
    }

    /// <summary>Fills a block with bytes that follow from a seed, to see later whether they are kept.</summary>
    /// <param name="address">The first byte; a multiple of 8.</param>
    /// <param name="byteCount">Bytes.</param>
    /// <param name="seed">Chooses the bytes.</param>
    public void WritePattern(nuint address, int byteCount, uint seed)
    {
        Pattern pattern = new(seed);
        nuint end = address + (nuint)byteCount;
        for (; end - address >= WordByteCount; address += WordByteCount)
        {
            Write(address, pattern.Next());
        }

        for (; address < end; address++)
        {
            Write(address, (byte)(pattern.Next() & 0xFF));
        }
    }

    /// <summary>The offset of the first bytes that are not the seed's; -1 when all are.</summary>
    public int FindDamage(nuint address, int byteCount, uint seed)
    {
        Pattern pattern = new(seed);
        nuint start = address;
        nuint end = address + (nuint)byteCount;
        for (; end - address >= WordByteCount; address += WordByteCount)
        {
            if (Read<ulong>(address) != pattern.Next())
            {
                return (int)(address - start);
            }
        }

        for (; address < end; address++)
        {
            if (Read<byte>(address) != (pattern.Next() & 0xFF))
            {
                return (int)(address - start);
            }
        }

        return -1;
    }

    /// <summary>The offset of the first byte that is not zero; -1 when all are.</summary>
    public int FindNonZero(nuint address, int byteCount)
    {
        nuint found = machine.FindOther(address, (nuint)byteCount, 0);
        return found == (nuint)byteCount ? -1 : (int)found;
    }
}
