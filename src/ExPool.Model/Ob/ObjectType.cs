using System;
using ExPool.Model.Ke;
using ExPool.Model.Profiles;

namespace ExPool.Model.Ob;

/// <summary>What is known of all objects of one type: NT's OBJECT_TYPE.</summary>
/// <remarks>Its objects are a list in machine memory, from the youngest on; ObjectCount = objects on it.</remarks>
internal sealed class ObjectType(ObjectKind kind, Lazy<StructureForm> form)
{
    /// <summary>Which type.</summary>
    public ObjectKind Kind { get; } = kind;

    /// <summary>Tag, pool and bytes of a body.</summary>
    public StructureForm Form => form.Value;

    /// <summary>The header of the youngest object; 0: there is none.</summary>
    public nuint First { get; set; }

    /// <summary>Objects that there are.</summary>
    public ulong ObjectCount { get; private set; }

    /// <summary>The most objects that there ever were.</summary>
    public ulong ObjectPeak { get; private set; }

    /// <summary>Objects that were ever made.</summary>
    public ulong CreatedCount { get; private set; }

    /// <summary>Handles that there are.</summary>
    public ulong HandleCount { get; private set; }

    /// <summary>The most handles that there ever were.</summary>
    public ulong HandlePeak { get; private set; }

    /// <summary>Called with the body when nobody has a reference to an object any more, before its block is
    /// freed.</summary>
    public Action<nuint>? OnDelete { get; set; }

    /// <summary>Counts an object that was made.</summary>
    public void AddObject()
    {
        CreatedCount++;
        ObjectCount++;
        ObjectPeak = Math.Max(ObjectPeak, ObjectCount);
    }

    /// <summary>Counts an object that is gone.</summary>
    public void RemoveObject() => ObjectCount--;

    /// <summary>Counts a handle that was opened.</summary>
    public void AddHandle()
    {
        HandleCount++;
        HandlePeak = Math.Max(HandlePeak, HandleCount);
    }

    /// <summary>Counts a handle that is closed.</summary>
    public void RemoveHandle() => HandleCount--;

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(First);
        writer.Write(ObjectCount);
        writer.Write(ObjectPeak);
        writer.Write(CreatedCount);
        writer.Write(HandleCount);
        writer.Write(HandlePeak);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        long at = reader.Offset;
        First = (nuint)reader.ReadUInt64();
        ObjectCount = reader.ReadUpTo("the number of objects of a type", long.MaxValue);
        ObjectPeak = reader.ReadUInt64();
        CreatedCount = reader.ReadUInt64();
        HandleCount = reader.ReadUpTo("the number of handles to objects of a type", long.MaxValue);
        HandlePeak = reader.ReadUInt64();
        if ((First == 0) != (ObjectCount == 0) || ObjectPeak < ObjectCount || CreatedCount < ObjectPeak
            || HandlePeak < HandleCount)
        {
            throw StateReader.Damaged(
                at,
                $"type {Kind} has {ObjectCount} objects of {CreatedCount}, at most {ObjectPeak}, and {HandleCount} "
                + $"handles, at most {HandlePeak}, its first object at 0x{First:X}; expected counts that agree");
        }
    }
}
