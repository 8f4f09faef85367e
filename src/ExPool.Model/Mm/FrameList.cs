using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>A doubly linked list of frames, through their entries.</summary>
/// <remarks>NT's MMPFNLIST. Count = frames that a walk from Head meets.</remarks>
internal sealed class FrameList(PfnDatabase pfn, PageLocation location)
{
    /// <summary>The location of frames on the list; <see cref="PageLocation.Active"/> for the working set.</summary>
    public PageLocation Location { get; } = location;

    /// <summary>The first frame.</summary>
    public uint Head { get; set; } = PfnDatabase.None;

    /// <summary>The last frame.</summary>
    public uint Tail { get; set; } = PfnDatabase.None;

    /// <summary>Frames on the list.</summary>
    public uint Count { get; set; }

    /// <summary>Puts a frame at the end.</summary>
    public void Append(uint frame)
    {
        ref PfnEntry entry = ref pfn[frame];
        entry.Location = Location;
        entry.Next = PfnDatabase.None;
        entry.Previous = Tail;
        if (Tail == PfnDatabase.None)
        {
            Head = frame;
        }
        else
        {
            pfn[Tail].Next = frame;
        }

        Tail = frame;
        Count++;
    }

    /// <summary>Puts a frame at the beginning.</summary>
    public void Prepend(uint frame)
    {
        ref PfnEntry entry = ref pfn[frame];
        entry.Location = Location;
        entry.Previous = PfnDatabase.None;
        entry.Next = Head;
        if (Head == PfnDatabase.None)
        {
            Tail = frame;
        }
        else
        {
            pfn[Head].Previous = frame;
        }

        Head = frame;
        Count++;
    }

    /// <summary>Takes a frame of the list out.</summary>
    public void Remove(uint frame)
    {
        ref PfnEntry entry = ref pfn[frame];
        if (entry.Previous == PfnDatabase.None)
        {
            Head = entry.Next;
        }
        else
        {
            pfn[entry.Previous].Next = entry.Next;
        }

        if (entry.Next == PfnDatabase.None)
        {
            Tail = entry.Previous;
        }
        else
        {
            pfn[entry.Next].Previous = entry.Previous;
        }

        Count--;
    }

    /// <summary>Takes the first frame out; <see cref="PfnDatabase.None"/> when there is none.</summary>
    public uint TakeFirst()
    {
        uint frame = Head;
        if (frame != PfnDatabase.None)
        {
            Remove(frame);
        }

        return frame;
    }

    /// <summary>Writes its ends and its length; the frames' entries have the rest.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Head);
        writer.Write(Tail);
        writer.Write(Count);
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        Head = reader.ReadUInt32("the first frame of a list");
        Tail = reader.ReadUInt32("the last frame of a list");
        Count = reader.ReadUInt32("the frames of a list", pfn.Memory.FrameCount);
    }
}
