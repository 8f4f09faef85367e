using System;
using System.Runtime.CompilerServices;
using ExPool.Machine;

namespace ExPool.Benchmarks.Works;

/// <summary>Pairs of 64 bytes, each with a random one of many tags, in pools of their own.</summary>
internal sealed class TagWork : OneThreadWork
{
    /// <summary>Pairs of one step.</summary>
    public const int Pairs = 4096;

    private const int TableCount = 1 << 17; // Twice as many picks as there can be tags.
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private readonly Executive<HostMachine> _pools;
    private readonly PoolTag[] _tags = new PoolTag[TableCount];
    private int _position;

    /// <summary>Starts the pools, and uses each tag once: a tag's first use costs more.</summary>
    /// <param name="tagCount">How many tags.</param>
    public TagWork(int tagCount)
        : base(Pairs)
    {
        _pools = Executive<HostMachine>.Boot(HostMachine.Create(new HostMachineOptions { Name = $"tags-{tagCount}" }));
        PoolTag[] all = new PoolTag[tagCount];
        for (int index = 0; index < tagCount; index++)
        {
            all[index] = new PoolTag(Name(index));
        }

        Run(_pools, all);
        Random random = new(BlockSizes.Seed);
        for (int index = 0; index < TableCount; index++)
        {
            _tags[index] = all[random.Next(tagCount)];
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _pools.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override void RunStep()
    {
        Run(_pools, _tags.AsSpan(_position, Pairs));
        _position = (_position + Pairs) % TableCount;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe void Run(Executive<HostMachine> pools, ReadOnlySpan<PoolTag> tags)
    {
        foreach (PoolTag tag in tags)
        {
            nuint block = pools.Allocate(PoolFlags.NonPaged | PoolFlags.Uninitialized, 64, tag);
            *(uint*)block = tag.Value;
            pools.Free(block, tag);
        }
    }

    private static string Name(int index) => string.Create(4, index, static (characters, value) =>
    {
        for (int place = 3; place >= 0; place--)
        {
            characters[place] = Digits[value % Digits.Length];
            value /= Digits.Length;
        }
    });
}
