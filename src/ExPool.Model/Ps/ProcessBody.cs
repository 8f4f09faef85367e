using System;
using System.Text;
using ExPool.Model.Ob;

namespace ExPool.Model.Ps;

/// <summary>The fields of a process that the model has: NT's EPROCESS, which is much longer.</summary>
/// <remarks>
/// <code>
/// words: 0 handle table | 1 token | 2 section | 3 quota block | 4 first thread | 5 PEB | 6 TEB area | 7 free TEBs
/// 4 bytes each from word 8: address space | id | parent's id | threads | TEBs given out of the area | has exited
/// 16 bytes behind them: the image's name
/// </code>
/// What is 0 was not taken, or was given back. Which field lies where is the model's.
/// </remarks>
internal readonly struct ProcessBody(ObjectMemory memory, nuint body)
{
    private const int WordCount = 8;
    private const int HalfCount = 6;
    private const int NameByteCount = 16;

    /// <summary>What it is known by.</summary>
    public nuint Address => body;

    /// <summary>Its handles.</summary>
    public nuint HandleTable
    {
        get => memory.Read(body, 0);
        set => memory.Write(body, 0, value);
    }

    /// <summary>Its token object.</summary>
    public nuint Token
    {
        get => memory.Read(body, memory.Width);
        set => memory.Write(body, memory.Width, value);
    }

    /// <summary>The section object of its image.</summary>
    public nuint Section
    {
        get => memory.Read(body, 2 * memory.Width);
        set => memory.Write(body, 2 * memory.Width, value);
    }

    /// <summary>Who pays for it; 0: nobody.</summary>
    public nuint QuotaBlock
    {
        get => memory.Read(body, 3 * memory.Width);
        set => memory.Write(body, 3 * memory.Width, value);
    }

    /// <summary>Its youngest thread.</summary>
    public nuint FirstThread
    {
        get => memory.Read(body, 4 * memory.Width);
        set => memory.Write(body, 4 * memory.Width, value);
    }

    /// <summary>Where its users find it: the PEB.</summary>
    public nuint Peb
    {
        get => memory.Read(body, 5 * memory.Width);
        set => memory.Write(body, 5 * memory.Width, value);
    }

    /// <summary>The 64 KiB that TEBs are given out of now.</summary>
    public nuint TebArea
    {
        get => memory.Read(body, 6 * memory.Width);
        set => memory.Write(body, 6 * memory.Width, value);
    }

    /// <summary>The first record of a TEB that no thread has.</summary>
    public nuint FreeTeb
    {
        get => memory.Read(body, 7 * memory.Width);
        set => memory.Write(body, 7 * memory.Width, value);
    }

    /// <summary>The number of its address space; 0: it has none.</summary>
    public uint Space
    {
        get => memory.Read32(body, Half(0));
        set => memory.Write32(body, Half(0), value);
    }

    /// <summary>Its number, a multiple of 4.</summary>
    public uint Id
    {
        get => memory.Read32(body, Half(1));
        set => memory.Write32(body, Half(1), value);
    }

    /// <summary>The number of who made it.</summary>
    public uint ParentId
    {
        get => memory.Read32(body, Half(2));
        set => memory.Write32(body, Half(2), value);
    }

    /// <summary>Threads that have not exited.</summary>
    public uint ThreadCount
    {
        get => memory.Read32(body, Half(3));
        set => memory.Write32(body, Half(3), value);
    }

    /// <summary>TEBs that were given out of the area.</summary>
    public uint TebCount
    {
        get => memory.Read32(body, Half(4));
        set => memory.Write32(body, Half(4), value);
    }

    /// <summary>Whether it has exited: nothing is made in it any more.</summary>
    public bool HasExited
    {
        get => memory.Read32(body, Half(5)) != 0;
        set => memory.Write32(body, Half(5), value ? 1u : 0);
    }

    /// <summary>The name of its image; what is longer than 15 characters is cut, as in NT.</summary>
    public string Image
    {
        get
        {
            Span<byte> bytes = stackalloc byte[NameByteCount];
            memory.Kernel.ReadBytes(unchecked(body + (nuint)Half(HalfCount)), bytes);
            int end = bytes.IndexOf((byte)0);
            return Encoding.Latin1.GetString(bytes[..(end < 0 ? bytes.Length : end)]);
        }

        set
        {
            Span<byte> bytes = stackalloc byte[NameByteCount];
            bytes.Clear();
            Encoding.Latin1.GetBytes(value.AsSpan(0, Math.Min(value.Length, NameByteCount - 1)), bytes);
            memory.Kernel.WriteBytes(body + (nuint)Half(HalfCount), bytes);
        }
    }

    private int Half(int index) => (WordCount * memory.Width) + (index * sizeof(uint));
}
