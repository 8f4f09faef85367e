using System;

namespace ExPool.Model.Ob;

/// <summary>What stands before an object's body in its block: NT's OBJECT_HEADER and the optional headers before
/// it.</summary>
/// <remarks>
/// <code>
/// block: [quota header] [name header] [object header] [body]
/// object header, words:   0 references | 1 handles | 2 next of the type | 3 previous | 4 quota block
///                         5 bits  31..16 body bytes / 8 | 15..8 optional headers | 7..0 type
/// name header, words:     0 block with the characters | 1 bytes of it
/// quota header, 4 bytes:  0 nonpaged | 1 paged
/// </code>
/// As long as NT's; which field lies where in it is the model's. References &gt;= Handles: a handle is a reference too.
/// </remarks>
internal readonly struct ObjectHeader(ObjectMemory memory, ObjectSizes sizes, nuint body)
{
    private const uint KindMask = 0xFF;
    private const uint NameBit = 1 << 8;
    private const uint QuotaBit = 1 << 9;
    private const int BodyShift = 16;
    private const uint BodyUnit = 8;
    private const uint LargestBody = ushort.MaxValue * BodyUnit;

    /// <summary>What the object is known by.</summary>
    public nuint Body => body;

    /// <summary>Where the header lies.</summary>
    public nuint Address => unchecked(body - sizes.Header);

    /// <summary>References, those of handles included.</summary>
    public nuint References
    {
        get => memory.Read(Address, 0);
        set => memory.Write(Address, 0, value);
    }

    /// <summary>Handles.</summary>
    public nuint Handles
    {
        get => memory.Read(Address, memory.Width);
        set => memory.Write(Address, memory.Width, value);
    }

    /// <summary>The header of the object of this type that was made before.</summary>
    public nuint Next
    {
        get => memory.Read(Address, 2 * memory.Width);
        set => memory.Write(Address, 2 * memory.Width, value);
    }

    /// <summary>The header of the object of this type that was made after.</summary>
    public nuint Previous
    {
        get => memory.Read(Address, 3 * memory.Width);
        set => memory.Write(Address, 3 * memory.Width, value);
    }

    /// <summary>Who is charged for it; 0: nobody.</summary>
    public nuint QuotaBlock
    {
        get => memory.Read(Address, 4 * memory.Width);
        set => memory.Write(Address, 4 * memory.Width, value);
    }

    /// <summary>Its type.</summary>
    public ObjectKind Kind => (ObjectKind)(Bits & KindMask);

    /// <summary>Whether it has a name.</summary>
    public bool HasName => (Bits & NameBit) != 0;

    /// <summary>Whether it says what it is charged with.</summary>
    public bool HasCharge => (Bits & QuotaBit) != 0;

    /// <summary>Bytes of its body, in units of 8.</summary>
    public uint BodyByteCount => (Bits >> BodyShift) * BodyUnit;

    /// <summary>Bytes of its block.</summary>
    public uint BlockByteCount => OptionalByteCount + sizes.Header + BodyByteCount;

    /// <summary>Where its block begins.</summary>
    public nuint Block => unchecked(Address - OptionalByteCount);

    /// <summary>The block with the characters of its name.</summary>
    public nuint Name => memory.Read(NameHeader, 0);

    /// <summary>Bytes of that.</summary>
    public uint NameByteCount => unchecked((uint)memory.Read(NameHeader, memory.Width));

    /// <summary>What it is charged with.</summary>
    public (uint NonPaged, uint Paged) Charge => (memory.Read32(Block, 0), memory.Read32(Block, sizeof(uint)));

    private uint Bits => memory.Read32(Address, 5 * memory.Width);

    private nuint NameHeader => unchecked(Address - sizes.NameHeader);

    private uint OptionalByteCount => (HasName ? sizes.NameHeader : 0) + (HasCharge ? sizes.QuotaHeader : 0);

    /// <summary>Bytes of a block for an object.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The body is larger than what its header can say.</exception>
    public static uint BlockBytesFor(ObjectSizes sizes, in ObjectRequest request, uint bodyByteCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bodyByteCount, LargestBody);
        return BodyOffsetOf(sizes, request) + RoundUp(bodyByteCount);
    }

    /// <summary>Where the body lies in a block for an object.</summary>
    public static uint BodyOffsetOf(ObjectSizes sizes, in ObjectRequest request) =>
        sizes.Header + (request.Name is null ? 0 : sizes.NameHeader) + (request.Charge is null ? 0 : sizes.QuotaHeader);

    /// <summary>Writes the headers into a block of zeros.</summary>
    public void Write(in ObjectRequest request, uint bodyByteCount, nuint name)
    {
        uint bits = (uint)request.Kind | (RoundUp(bodyByteCount) / BodyUnit << BodyShift);
        bits |= request.Name is null ? 0 : NameBit;
        bits |= request.Charge is null ? 0 : QuotaBit;
        memory.Write32(Address, 5 * memory.Width, bits);
        References = 1;
        if (request.Name is string text)
        {
            memory.Write(NameHeader, 0, name);
            memory.Write(NameHeader, memory.Width, (nuint)text.Length * sizeof(char));
        }

        if (request.Charge is (uint nonPaged, uint paged))
        {
            memory.Write32(Block, 0, nonPaged);
            memory.Write32(Block, sizeof(uint), paged);
        }
    }

    private static uint RoundUp(uint byteCount) => (byteCount + BodyUnit - 1) / BodyUnit * BodyUnit;
}
