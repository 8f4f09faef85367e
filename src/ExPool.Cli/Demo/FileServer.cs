using System;
using System.IO;
using System.Runtime.CompilerServices;

namespace ExPool.Cli.Demo;

/// <summary>Serves files: opens one, writes or reads it through a buffer of the pool, closes it.</summary>
internal sealed class FileServer : Component
{
    private const int FileCount = 24;

    private const int OpenPerStep = 3;

    private const int ControlByteCount = 216;

    private readonly string _folder;

    /// <summary>Makes a server.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="number">Its number, which is part of its files' names.</param>
    /// <param name="folder">Where its files are.</param>
    public FileServer(DemoPlan plan, int number, string folder)
        : base(plan, number)
    {
        _folder = Path.Combine(folder, $"share{number}");
        Directory.CreateDirectory(_folder);
    }

    /// <inheritdoc/>
    public override void Step(TimeSpan elapsed)
    {
        for (int count = 0; count < OpenPerStep; count++)
        {
            Serve(Path.Combine(_folder, $"file{Random.Next(FileCount):00}.dat"), Random.Next(1024, 24 * 1024));
        }

        for (int byteCount = Forgets(DemoTags.FileControl, elapsed, out int controls); controls > 0; controls--)
        {
            OpenControlBlock(byteCount);
        }

        for (int byteCount = Forgets(DemoTags.FileBuffer, elapsed, out int buffers); buffers > 0; buffers--)
        {
            _ = RentBuffer(byteCount);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
    }

    private void Serve(string path, int byteCount)
    {
        nuint control = OpenControlBlock(ControlByteCount);
        using (PoolMemory buffer = RentBuffer(byteCount))
        using (FileStream file = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0))
        {
            Span<byte> bytes = buffer.GetSpan()[..byteCount];
            if (file.Length < byteCount || Random.Next(4) == 0)
            {
                Random.NextBytes(bytes);
                file.Write(bytes);
            }
            else
            {
                file.ReadExactly(bytes);
            }
        }

        Release(control, DemoTags.FileControl);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint OpenControlBlock(int byteCount) =>
        KernelPool.Allocate(PoolFlags.NonPaged, (nuint)byteCount, DemoTags.FileControl);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static PoolMemory RentBuffer(int byteCount) => KernelPool.Rent(byteCount, DemoTags.FileBuffer);
}
