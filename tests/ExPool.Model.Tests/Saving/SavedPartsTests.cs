using System;
using System.IO;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Saving;

/// <summary>Memory comes back in every paging mode, with large pages or without, before any pools are on it.</summary>
public sealed class SavedPartsTests
{
    private const ulong Megabyte = 1 << 20;

    [Theory]
    [InlineData(PagingMode.X86, 16)]
    [InlineData(PagingMode.X86, 300)]
    [InlineData(PagingMode.Pae, 16)]
    [InlineData(PagingMode.Pae, 300)]
    [InlineData(PagingMode.Amd64, 16)]
    [InlineData(PagingMode.Amd64, 300)]
    public void Memory_comes_back_and_goes_on(PagingMode mode, uint megabytes)
    {
        using ComputerParts first = Make(mode, megabytes);
        Assert.True(first.Memory.Start(first.Layout.SelfMap, first.Layout.Images));
        Assert.Equal(NtStatus.Success, first.Core.Reserve(SystemVaType.BootLoaded, 4, out nuint tables));
        Assert.Equal(NtStatus.Success, first.Core.Commit(tables, 2));
        Assert.Equal(NtStatus.Success, first.Core.Reserve(SystemVaType.NonPagedPool, 100, out nuint nonPaged));
        Assert.Equal(NtStatus.Success, first.Core.Commit(nonPaged, 50));
        Assert.Equal(
            NtStatus.Success, first.Memory.Virtual.Protect(nonPaged, 3, PageProtection.NoAccess));
        uint pageCount = 20 * 256;
        Assert.Equal(NtStatus.Success, first.Core.Reserve(SystemVaType.PagedPool, pageCount, out nuint paged));
        Assert.Equal(NtStatus.Success, first.Core.Commit(paged, pageCount));
        Touch(first, paged, pageCount);
        first.Memory.WorkingSet.Trim(300);
        byte[] middle = Save(first);

        using ComputerParts second = Make(mode, megabytes);
        second.Load(new StateReader(new MemoryStream(middle)));
        Assert.Equal(middle, Save(second));
        Touch(first, paged, pageCount);
        Touch(second, paged, pageCount);
        first.Core.Release(paged, pageCount);
        second.Core.Release(paged, pageCount);
        Assert.Equal(Save(first), Save(second));
    }

    private static unsafe void Touch(ComputerParts parts, nuint address, uint pageCount)
    {
        for (uint page = 0; page < pageCount; page += 1 + parts.Random.Next(3))
        {
            uint* word = (uint*)parts.Core.ToRead(address + (page << 12));
            Assert.True(*word == 0 || *word == page);
            *(uint*)parts.Core.ToWrite(address + (page << 12)) = page;
        }
    }

    private static ComputerParts Make(PagingMode mode, uint megabytes) => new(
        new ComputerOptions { PagingFiles = [new PagingFileOptions(4 * Megabyte, 64 * Megabyte)] },
        BareLayout.Of(mode, megabytes * Megabyte),
        new NoDrivers());

    private static byte[] Save(ComputerParts parts)
    {
        MemoryStream stream = new();
        parts.Save(new StateWriter(stream));
        return stream.ToArray();
    }

    private sealed class NoDrivers : IDriverCalls
    {
        public void Interrupt(int driver, ulong context) => throw new NotSupportedException();

        public void Deferred(int driver, ulong context) => throw new NotSupportedException();

        public long Step(int driver, int thread) => throw new NotSupportedException();

        public void Second() => throw new NotSupportedException();
    }
}
