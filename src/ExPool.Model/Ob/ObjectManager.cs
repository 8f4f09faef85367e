using System;
using System.Collections.Generic;
using System.Text;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ke;

namespace ExPool.Model.Ob;

/// <summary>Makes objects of all types, counts who uses them, and frees them when nobody does: NT's Ob.</summary>
/// <remarks>
/// An object is one block of its type's pool with its type's tag; a name is a paged block 'ObNm' beside it. An object
/// is known by the address of its body. References = those taken and not given back + handles; at 0 it is deleted.
/// </remarks>
internal sealed class ObjectManager : SystemPart
{
    private const string NameTag = "ObNm";

    private readonly ObjectType[] _types;
    private readonly Lazy<ObjectSizes> _sizes;

    public ObjectManager(SystemContext system)
        : base(system)
    {
        Memory = new ObjectMemory(system.Kernel);
        _sizes = new(() => new ObjectSizes(system.Structures));
        _types = [.. CreateTypes(system)];
        Quotas = new QuotaBlocks(system, Memory);
        Handles = new HandleTables(system, this);
    }

    /// <inheritdoc/>
    public override string Name => "objects";

    /// <summary>The fields of blocks.</summary>
    public ObjectMemory Memory { get; }

    /// <summary>Who pays for pool.</summary>
    public QuotaBlocks Quotas { get; }

    /// <summary>The tables of handles.</summary>
    public HandleTables Handles { get; }

    /// <summary>All types.</summary>
    public IReadOnlyList<ObjectType> Types => _types;

    /// <summary>What is known of a type.</summary>
    public ObjectType this[ObjectKind kind] => _types[(int)kind - 1];

    /// <summary>Makes an object without name.</summary>
    public NtStatus Create(ObjectKind kind, out nuint body) => Create(new ObjectRequest(kind), out body);

    /// <summary>Makes an object: NT's ObCreateObject.</summary>
    /// <param name="request">What object.</param>
    /// <param name="body">Its body, zeroed, with one reference, which <see cref="Dereference"/> gives back; 0 when
    /// there is none.</param>
    /// <returns>Success, or InsufficientResources: then nothing was taken.</returns>
    public NtStatus Create(in ObjectRequest request, out nuint body)
    {
        ObjectType type = this[request.Kind];
        uint bodyByteCount = type.Form.ByteCount + request.ExtraByteCount;
        uint byteCount = ObjectHeader.BlockBytesFor(_sizes.Value, request, bodyByteCount);
        nuint name = 0;
        nuint block = Memory.Kernel.Allocate(type.Form.Pool, byteCount, type.Form.Tag);
        if (block == 0 || (request.Name is string text && (name = AllocateName(text)) == 0))
        {
            if (block != 0)
            {
                Memory.Kernel.Free(block, type.Form.Tag);
            }

            body = 0;
            return NtStatus.InsufficientResources;
        }

        body = block + ObjectHeader.BodyOffsetOf(_sizes.Value, request);
        ObjectHeader header = HeaderOf(body);
        header.Write(request, bodyByteCount, name);
        Link(type, header);
        type.AddObject();
        return NtStatus.Success;
    }

    /// <summary>Takes a reference: NT's ObReferenceObject.</summary>
    public void Reference(nuint body)
    {
        ObjectHeader header = HeaderOf(body);
        header.References = unchecked(header.References + 1);
    }

    /// <summary>Gives a reference back: NT's ObDereferenceObject. With the last one the object is deleted.</summary>
    public void Dereference(nuint body)
    {
        ObjectHeader header = HeaderOf(body);
        nuint references = header.References;
        if (references == 0)
        {
            System.Memory.Stop.Raise(BugCheckCode.ReferenceByPointer, (ulong)header.Kind, body);
        }

        header.References = references - 1;
        if (references == 1)
        {
            Delete(header);
        }
    }

    /// <summary>The headers of an object.</summary>
    public ObjectHeader HeaderOf(nuint body) => new(Memory, _sizes.Value, body);

    /// <summary>The type of an object.</summary>
    public ObjectType TypeOf(in ObjectHeader header)
    {
        int kind = (int)header.Kind;
        if (kind < 1 || kind > _types.Length)
        {
            // Somebody wrote over the header.
            System.Memory.Stop.Raise(BugCheckCode.ReferenceByPointer, (ulong)kind, header.Body);
        }

        return _types[kind - 1];
    }

    /// <summary>The bodies of all objects of a type, from the youngest on.</summary>
    public IEnumerable<nuint> Objects(ObjectKind kind)
    {
        ObjectType type = this[kind];
        nuint next = type.First;
        for (ulong left = type.ObjectCount; left > 0 && next != 0; left--)
        {
            nuint body = unchecked(next + _sizes.Value.Header);
            yield return body;
            next = HeaderOf(body).Next;
        }
    }

    /// <summary>The name of an object; <see langword="null"/>: it has none.</summary>
    public string? NameOf(nuint body)
    {
        ObjectHeader header = HeaderOf(body);
        if (!header.HasName)
        {
            return null;
        }

        byte[] bytes = new byte[Math.Min(header.NameByteCount, StateWriter.LongestText)];
        Memory.Kernel.ReadBytes(header.Name, bytes);
        return Encoding.Unicode.GetString(bytes);
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        foreach (ObjectType type in _types)
        {
            type.Save(writer);
        }
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        foreach (ObjectType type in _types)
        {
            long at = reader.Offset;
            type.Load(reader);
            CheckBlock(at, $"the first object of type {type.Kind}", type.First);
        }
    }

    /// <summary>Refuses an address of a saved machine that lies in no pool.</summary>
    public void CheckBlock(long at, string what, nuint address)
    {
        SystemVaType? region = System.Memory.Space.Find(address)?.Type;
        if (address != 0 && (address % (nuint)Memory.Width != 0
            || region is not (SystemVaType.NonPagedPool or SystemVaType.PagedPool)))
        {
            throw StateReader.Damaged(at, $"{what} is at 0x{address:X}; expected a block of the pools");
        }
    }

    private static IEnumerable<ObjectType> CreateTypes(SystemContext system)
    {
        foreach (ObjectKind kind in Enum.GetValues<ObjectKind>())
        {
            if (kind != ObjectKind.None)
            {
                yield return new ObjectType(kind, new(() => system.Structures[kind.ToString()]));
            }
        }
    }

    private nuint AllocateName(string text)
    {
        nuint name = Memory.Kernel.Allocate(PoolFlags.Paged, (nuint)Math.Max(1, text.Length) * sizeof(char), NameTag);
        if (name != 0)
        {
            Memory.Kernel.WriteBytes(name, Encoding.Unicode.GetBytes(text));
        }

        return name;
    }

    private void Link(ObjectType type, in ObjectHeader header)
    {
        if (type.First != 0)
        {
            ObjectHeader first = HeaderOf(unchecked(type.First + _sizes.Value.Header));
            first.Previous = header.Address;
            header.Next = type.First;
        }

        type.First = header.Address;
    }

    private void Unlink(ObjectType type, in ObjectHeader header)
    {
        (nuint next, nuint previous) = (header.Next, header.Previous);
        if (next != 0)
        {
            ObjectHeader after = HeaderOf(unchecked(next + _sizes.Value.Header));
            after.Previous = previous;
        }

        if (previous != 0)
        {
            ObjectHeader before = HeaderOf(unchecked(previous + _sizes.Value.Header));
            before.Next = next;
        }
        else
        {
            type.First = next;
        }
    }

    private void Delete(in ObjectHeader header)
    {
        ObjectType type = TypeOf(header);
        type.OnDelete?.Invoke(header.Body);
        Unlink(type, header);
        type.RemoveObject();
        if (header.QuotaBlock is nuint payer and not 0)
        {
            (uint nonPaged, uint paged) = ChargeOf(type, header);
            Quotas.Return(payer, nonPaged, paged);
            Quotas.Dereference(payer);
        }

        if (header.HasName)
        {
            Memory.Kernel.Free(header.Name, NameTag);
        }

        Memory.Kernel.Free(header.Block, type.Form.Tag);
    }

    /// <summary>Charges an object to whoever first has a handle to it, as NT does.</summary>
    internal NtStatus ChargeOnce(in ObjectHeader header, nuint payer)
    {
        if (payer == 0 || header.QuotaBlock != 0)
        {
            return NtStatus.Success;
        }

        (uint nonPaged, uint paged) = ChargeOf(TypeOf(header), header);
        NtStatus status = Quotas.Charge(payer, nonPaged, paged);
        if (status == NtStatus.Success)
        {
            Quotas.Reference(payer);
            header.QuotaBlock = payer;
        }

        return status;
    }

    private static (uint NonPaged, uint Paged) ChargeOf(ObjectType type, in ObjectHeader header) =>
        header.HasCharge ? header.Charge
        : type.Form.IsPaged ? (0, header.BlockByteCount)
        : (header.BlockByteCount, 0);
}
