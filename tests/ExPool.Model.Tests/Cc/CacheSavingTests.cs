using System;
using System.Buffers.Binary;
using System.IO;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Cc;
using ExPool.Model.Io;
using ExPool.Model.Ke;
using ExPool.Model.Tests.Io;
using ExPool.Model.Tests.Saving;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Cc;

/// <summary>Files and the cache come back with a saved machine; what was forged of them is refused.</summary>
public sealed class CacheSavingTests
{
    [Theory, EveryMode]
    public void A_saved_machine_goes_on_with_its_files(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open(seed: 3);
        nuint closed = room.Open("closed");
        room.Write(file, 5000, 300_000, 6);
        room.Write(closed, 0, 10_000, 2);
        room.Files.Close(closed);
        room.Computer.Parts.Memory.WorkingSet.Trim(20);
        byte[] saved = SavedComputers.Save(room.Computer);
        using Computer loaded = SavedComputers.Load(saved);
        Assert.Equal(saved, SavedComputers.Save(loaded));
        room.Computer.Run(TimeSpan.FromSeconds(3));
        loaded.Run(TimeSpan.FromSeconds(3));
        Assert.Equal(SavedComputers.Save(room.Computer), SavedComputers.Save(loaded));
        SystemServices services = loaded.Services();
        nuint buffer = loaded.Kernel.Allocate(PoolFlags.Paged, 300_000, "Test");
        Assert.Equal(NtStatus.Success, services.Files.Read(file, 5000, buffer, 300_000));
        Assert.Equal(300_000u, loaded.Kernel.FindOther(buffer, 300_000, 6));
        room.AssertNothingIsLeft(file);
    }

    [Theory, EveryMode]
    public void Forged_files_and_caches_are_refused_in_one_line(PagingMode mode)
    {
        using FileRoom room = new(mode);
        nuint file = room.Open();
        room.Write(file, 0, 600_000, 1);
        Assert.Equal(NtStatus.Success, room.Files.Sections.Create(file, out nuint section));
        Assert.Equal(NtStatus.Success, room.Files.Sections.MapView(section, 0, 1, out nuint view));
        nuint closed = room.Open("closed");
        room.Write(closed, 0, 1, 1);
        room.Files.Close(closed);
        SystemServices services = room.Kernel.Services;
        Assert.True(RefusedOf(room.Files, () => new IoManager(services.Context, services.Objects)) > 20);
        Assert.True(RefusedOf(
            room.Cache,
            () =>
            {
                IoManager io = new(services.Context, services.Objects);
                io.Load(new StateReader(new MemoryStream(Bytes(room.Files))));
                return new CacheManager(services.Context, services.Objects, io, services.Events);
            }) > 20);
    }

    [Fact]
    public void A_cached_file_that_nobody_has_open_is_refused()
    {
        using FileRoom room = new(PagingMode.Amd64);
        room.Write(room.Open(), 0, 1, 1);
        byte[] saved = Bytes(room.Cache);
        byte[] vacbs = Bytes(writer =>
        {
            room.Cache.Vacbs.Save(writer);
            room.Cache.Writer.Save(writer);
        });

        // Behind those: most views, views taken, cached files; of the first: number, map, opens.
        int opens = vacbs.Length + (5 * sizeof(ulong));
        Assert.Equal(1UL, BinaryPrimitives.ReadUInt64LittleEndian(saved.AsSpan(opens)));
        foreach (ulong count in (ulong[])[0, 2])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(saved.AsSpan(opens), count);
            SystemServices services = room.Kernel.Services;
            CacheManager cache = new(services.Context, services.Objects, services.Files, services.Events);
            string message = Assert.Throws<ComputerException>(
                () => cache.Load(new StateReader(new MemoryStream(saved)))).Message;
            Assert.Contains($"the opens of a cached file is {count}; expected", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_section_of_a_file_that_the_system_does_not_know_is_refused()
    {
        using FileRoom room = new(PagingMode.Amd64);
        room.Write(room.Open(), 0, 1, 1);
        byte[] none = Bytes(new IoManager(room.Kernel.Services.Context, room.Objects));
        IoManager io = new(room.Kernel.Services.Context, room.Objects);
        string message = Assert.Throws<ComputerException>(
            () => io.Load(new StateReader(new MemoryStream(none)))).Message;
        Assert.Contains("has a section and is not among the files that are mapped", message, StringComparison.Ordinal);
    }

    /// <summary>Changes each word of what a component writes; loading it is refused, or goes well.</summary>
    private static int RefusedOf(SystemPart part, Func<SystemPart> make)
    {
        byte[] saved = Bytes(part);
        int refused = 0;
        for (int offset = 0; offset < saved.Length; offset += 8)
        {
            foreach (ulong change in (ulong[])[1, 3, 1 << 12, 1UL << 33, ulong.MaxValue])
            {
                byte[] forged = [.. saved];
                Span<byte> word = forged.AsSpan(offset, 8);
                BinaryPrimitives.WriteUInt64LittleEndian(word, BinaryPrimitives.ReadUInt64LittleEndian(word) ^ change);
                SystemPart fresh = make();
                if (Record.Exception(() => fresh.Load(new StateReader(new MemoryStream(forged)))) is { } exception)
                {
                    Assert.IsType<ComputerException>(exception);
                    Assert.DoesNotContain('\n', exception.Message);
                    refused++;
                }
            }
        }

        return refused;
    }

    private static byte[] Bytes(SystemPart part) => Bytes(part.Save);

    private static byte[] Bytes(Action<StateWriter> save)
    {
        MemoryStream stream = new();
        save(new StateWriter(stream));
        return stream.ToArray();
    }
}
