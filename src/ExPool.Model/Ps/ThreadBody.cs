using ExPool.Model.Ob;

namespace ExPool.Model.Ps;

/// <summary>The fields of a thread that the model has: NT's ETHREAD, which is much longer.</summary>
/// <remarks>
/// <code>
/// words: 0 process | 1 next thread of it | 2 previous | 3 kernel stack | 4 record of its TEB | 5 user stack
/// 4 bytes each from word 6: id | has exited
/// </code>
/// What is 0 was not taken, or was given back. Which field lies where is the model's.
/// </remarks>
internal readonly struct ThreadBody(ObjectMemory memory, nuint body)
{
    private const int WordCount = 6;

    /// <summary>What it is known by.</summary>
    public nuint Address => body;

    /// <summary>Whose it is.</summary>
    public nuint Process
    {
        get => memory.Read(body, 0);
        set => memory.Write(body, 0, value);
    }

    /// <summary>The thread that was made before.</summary>
    public nuint Next
    {
        get => memory.Read(body, memory.Width);
        set => memory.Write(body, memory.Width, value);
    }

    /// <summary>The thread that was made after.</summary>
    public nuint Previous
    {
        get => memory.Read(body, 2 * memory.Width);
        set => memory.Write(body, 2 * memory.Width, value);
    }

    /// <summary>The first of its system entries: the guard page, and above it the stack.</summary>
    public nuint KernelStack
    {
        get => memory.Read(body, 3 * memory.Width);
        set => memory.Write(body, 3 * memory.Width, value);
    }

    /// <summary>The record of its TEB.</summary>
    public nuint Teb
    {
        get => memory.Read(body, 4 * memory.Width);
        set => memory.Write(body, 4 * memory.Width, value);
    }

    /// <summary>The lowest address of its stack in user space.</summary>
    public nuint UserStack
    {
        get => memory.Read(body, 5 * memory.Width);
        set => memory.Write(body, 5 * memory.Width, value);
    }

    /// <summary>Its number, a multiple of 4.</summary>
    public uint Id
    {
        get => memory.Read32(body, WordCount * memory.Width);
        set => memory.Write32(body, WordCount * memory.Width, value);
    }

    /// <summary>Whether it has exited.</summary>
    public bool HasExited
    {
        get => memory.Read32(body, (WordCount * memory.Width) + sizeof(uint)) != 0;
        set => memory.Write32(body, (WordCount * memory.Width) + sizeof(uint), value ? 1u : 0);
    }
}
