using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Cc;
using ExPool.Model.Io;
using ExPool.Model.Ob;
using ExPool.Model.Tests.Checking;
using ExPool.Model.Tests.Ob;
using Xunit;

namespace ExPool.Model.Tests.Io;

/// <summary>A machine whose files a test opens, reads and writes.</summary>
internal sealed class FileRoom : IDisposable
{
    public FileRoom(PagingMode mode, ulong megabytes = 32, bool isHostile = false) =>
        Room = new ObjectRoom(mode, megabytes, isHostile);

    public ObjectRoom Room { get; }

    public Computer Computer => Room.Computer;

    public ModelKernel Kernel => Room.Kernel;

    public IoManager Files => Kernel.Services.Files;

    public CacheManager Cache => Kernel.Services.Cache;

    public ObjectManager Objects => Kernel.Services.Objects;

    /// <summary>Opens a file that is made when there is none.</summary>
    public nuint Open(string path = @"\data\file", uint pageCount = 256, ulong seed = 0, bool isCached = true)
    {
        Assert.Equal(NtStatus.Success, TryOpen(out nuint file, path, pageCount, seed, isCached));
        return file;
    }

    public NtStatus TryOpen(
        out nuint file, string path = @"\data\file", uint pageCount = 256, ulong seed = 0, bool isCached = true) =>
        Files.Open(new FileOpening(path) { PageCount = pageCount, Seed = seed, IsCached = isCached }, out file);

    /// <summary>A buffer of paged pool, filled.</summary>
    public nuint Buffer(uint byteCount, byte value = 0)
    {
        nuint buffer = Kernel.Allocate(PoolFlags.Paged, byteCount, "Test");
        Assert.NotEqual((nuint)0, buffer);
        Kernel.Fill(buffer, byteCount, value);
        return buffer;
    }

    /// <summary>Writes bytes of one value.</summary>
    public void Write(nuint file, ulong offset, uint byteCount, byte value)
    {
        nuint buffer = Buffer(byteCount, value);
        Assert.Equal(NtStatus.Success, Files.Write(file, offset, buffer, byteCount));
        Kernel.Free(buffer, "Test");
    }

    /// <summary>Whether bytes of a file have one value.</summary>
    public bool Holds(nuint file, ulong offset, uint byteCount, byte value)
    {
        nuint buffer = Buffer(byteCount, unchecked((byte)(value + 1)));
        Assert.Equal(NtStatus.Success, Files.Read(file, offset, buffer, byteCount));
        bool holds = Kernel.FindOther(buffer, byteCount, value) == byteCount;
        Kernel.Free(buffer, "Test");
        return holds;
    }

    /// <summary>What the disk has of a page.</summary>
    public byte[] OnDisk(string path, uint page)
    {
        byte[] contents = new byte[4096];
        Computer.Parts.Volume.Find(path)!.ReadContents(page, contents);
        return contents;
    }

    public void Verify(string context = "") => MachineChecker.Verify(Computer.Parts, isDeep: true, context);

    /// <summary>Closes files, gives back what the cache keeps, and looks that nothing is left.</summary>
    public void AssertNothingIsLeft(params IEnumerable<nuint> files)
    {
        foreach (nuint file in files)
        {
            Files.Close(file);
        }

        Files.Sections.TrimUnused(int.MaxValue);
        Verify();
        Assert.Empty(Files.Files);
        Assert.Equal(0u, Computer.Parts.Memory.Mapped.ActiveCount + Computer.Parts.Memory.Mapped.IdleCount);
        Assert.Empty(Computer.Parts.Memory.Mapped.Sections);
        Room.AssertNothingIsLeft();
    }

    public void Dispose() => Room.Dispose();
}
