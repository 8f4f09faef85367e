using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using ExPool.Mm;
using ExPool.Model.Drivers;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;
using ExPool.Model.Saving;
using Xunit;

namespace ExPool.Model.Tests.Saving;

/// <summary>What a saved machine takes, where it goes, and what comes back of how it was made.</summary>
public sealed class SavedFileTests : IDisposable
{
    private const ulong Megabyte = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("expool-saved").FullName;

    private string FilePath => Path.Combine(_folder, "machine.expoolpc");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(true, 20, 22)]
    [InlineData(false, 0, 2)]
    public void A_machine_of_2_GB_that_touched_20_MB_takes_about_that(bool isRandom, int smallest, int largest)
    {
        using Computer computer = Computer.Boot(new ComputerOptions { PhysicalByteCount = 2048 * Megabyte });
        byte[] bytes = new byte[4096];
        for (int page = 0; page < 20 * 256; page++)
        {
            nuint block = computer.Kernel.Allocate(PoolFlags.NonPaged, 4096, "Fill");
            Assert.NotEqual((nuint)0, block);
            if (isRandom)
            {
                RandomNumberGenerator.Fill(bytes);
            }

            for (int offset = 0; offset < bytes.Length; offset += sizeof(ulong))
            {
                ulong value = isRandom ? BitConverter.ToUInt64(bytes, offset) : (ulong)page;
                computer.Kernel.Write(block + (nuint)offset, value);
            }
        }

        computer.Save(FilePath);
        Assert.InRange(new FileInfo(FilePath).Length, smallest * (long)Megabyte, largest * (long)Megabyte);
        using Computer loaded = Computer.Load(FilePath, DriverCatalog.MakeKinds());
        Assert.Equal(SavedComputers.Save(computer), SavedComputers.Save(loaded));
    }

    [Fact]
    public void A_file_that_is_there_is_replaced_and_nothing_else_is_left()
    {
        File.WriteAllText(FilePath, "something else");
        using Computer computer = SavedComputers.BootBusy(PagingMode.Amd64, seed: 1);
        computer.Save(FilePath);
        Assert.Equal(SavedComputers.Save(computer), File.ReadAllBytes(FilePath));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_save_that_fails_leaves_the_file_as_it_was()
    {
        File.WriteAllText(FilePath, "something else");
        using Computer computer = SavedComputers.BootBusy(PagingMode.Amd64, seed: 1);
        computer.Add(new MuteDriver());
        Assert.Throws<NotSupportedException>(() => computer.Save(FilePath));
        Assert.Equal("something else", File.ReadAllText(FilePath));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_that_goes_on_after_the_machine_is_refused()
    {
        File.WriteAllBytes(FilePath, [.. SavedComputers.SaveSmall(PagingMode.Amd64), 0]);
        ComputerException refused = Assert.Throws<ComputerException>(
            () => Computer.Load(FilePath, SavedComputers.Catalog));
        Assert.Contains("1 more follow", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_stands_after_the_machine()
    {
        byte[] one = SavedComputers.SaveSmall(PagingMode.Amd64);
        MemoryStream stream = new([.. one, .. one]);
        using Computer first = Computer.Load(stream, SavedComputers.Catalog);
        Assert.Equal(one.Length, stream.Position);
        using Computer second = Computer.Load(stream, SavedComputers.Catalog);
        Assert.Equal(one, SavedComputers.Save(second));
    }

    [Fact]
    public void A_file_that_is_not_there_is_one_line()
    {
        ComputerException refused = Assert.Throws<ComputerException>(
            () => Computer.Load(FilePath, DriverCatalog.MakeKinds()));
        Assert.Contains(FilePath, refused.Message, StringComparison.Ordinal);
        Assert.Throws<ComputerException>(() => SavedComputers.BootBusy(PagingMode.Amd64, 1).Save(FilePath + "/x/y"));
    }

    [Fact]
    public void A_driver_that_no_catalog_knows_is_named()
    {
        byte[] bytes = SavedComputers.SaveSmall(PagingMode.Amd64);
        ComputerException refused = Assert.Throws<ComputerException>(
            () => Computer.Load(new MemoryStream(bytes), new DriverKinds()));
        Assert.Contains("no driver 'MixedDriver' is known", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_version_is_named()
    {
        byte[] bytes = SavedComputers.SaveSmall(PagingMode.Amd64);
        bytes[SavedFormat.Magic.Length]++;
        ComputerException refused = Assert.Throws<ComputerException>(() => SavedComputers.Load(bytes));
        Assert.Equal(
            $"the saved machine has version {SavedFormat.Version + 1} at byte 8 of the file; "
            + $"expected {SavedFormat.Version}",
            refused.Message);
    }

    [Fact]
    public void A_loaded_machine_does_not_take_the_place_of_a_paging_file()
    {
        string place = Path.Combine(_folder, "pagefile.sys");
        ComputerOptions options = new()
        {
            PhysicalByteCount = 64 * Megabyte,
            PagingFiles = [new PagingFileOptions(Megabyte, 4 * Megabyte, place)],
        };
        using Computer first = Computer.Boot(options);
        using Computer second = SavedComputers.Load(SavedComputers.Save(first));
        Assert.Null(second.Options.PagingFiles[0].Path);
        Assert.NotEqual(place, second.Parts.Memory.Files.Files[0].Path);
    }

    [Fact]
    public void Options_come_back()
    {
        ComputerOptions options = new()
        {
            OperatingSystem = "Windows XP",
            Architecture = "x86",
            PhysicalByteCount = 64 * Megabyte,
            ProcessorCount = 3,
            Seed = ulong.MaxValue,
            Name = "a name",
            StopsForGood = false,
            Switches = new MachineSwitches
            {
                Pae = true,
                ThreeGigabytes = true,
                UserVaMegabytes = 2900,
                Edition = "Professional",
                AvailableByteCount = 63 * Megabyte,
                MemoryHoleByteCount = 512 * Megabyte,
            },
            Pools = ExecutiveOptions.Nt with { PagedPools = 7, CaptureCallSites = false },
        };
        MemoryStream stream = new();
        SavedOptions.Write(new StateWriter(stream), options);
        stream.Position = 0;
        ComputerOptions read = SavedOptions.Read(new StateReader(stream));
        MachineSwitches switches = options.Switches with { Registry = read.Switches.Registry };
        Assert.Equal(options with { PagingFiles = read.PagingFiles, Switches = switches }, read);
    }

    [Fact]
    public void Every_release_can_be_saved_with_any_RAM_that_it_takes()
    {
        foreach (WindowsProfile profile in WindowsProfile.All)
        {
            foreach (int megabytes in (ReadOnlySpan<int>)[64, 512, 4096, 65_536, 2_097_152])
            {
                ulong ram = (ulong)megabytes * Megabyte;
                if (!profile.Is64Bit && ram > MachineFacts.MostRam32)
                {
                    continue;
                }

                SystemLayout layout = SystemLayouts.Of(
                    profile, MachineLimits.Compute(profile, ram, new()), new(), processorCount: 1);
                MemoryStream stream = new();
                SavedLayout.Write(new StateWriter(stream), layout);
                stream.Position = 0;
                SystemLayout read = SavedLayout.Read(new StateReader(stream));
                Assert.Equal(layout.Runs.AsEnumerable(), read.Runs);
                Assert.Equal(layout.Images.AsEnumerable(), read.Images);
                Assert.Equal(layout.Regions.AsEnumerable(), read.Regions);
                Assert.Equal(
                    (layout.Format, layout.SelfMap, layout.Tables), (read.Format, read.SelfMap, read.Tables));
            }
        }
    }

    [Fact]
    public void Bits_come_back_whatever_they_are()
    {
        Random random = new(1);
        for (int round = 0; round < 200; round++)
        {
            PageBitmap bits = new((ulong)random.Next(1, 5000));
            for (int change = random.Next(40); change > 0; change--)
            {
                ulong first = (ulong)random.NextInt64((long)bits.Length);
                ulong count = (ulong)random.NextInt64((long)(bits.Length - first)) + 1;
                (random.Next(3) == 0 ? bits.Clear : (Action<ulong, ulong>)bits.Set)(first, count);
            }

            bits.Hint = (ulong)random.NextInt64((long)bits.Length);
            MemoryStream stream = new();
            bits.Save(new StateWriter(stream));
            stream.Position = 0;
            PageBitmap read = new(bits.Length);
            read.Load(new StateReader(stream));
            Assert.Equal(bits.Words, read.Words);
            Assert.Equal(bits.Hint, read.Hint);
            Assert.Equal(stream.Length, stream.Position);
        }
    }

    /// <summary>Cannot say what it remembers.</summary>
    private sealed class MuteDriver : Driver
    {
        public override string Name => "mute.sys";

        public override TimeSpan Step(IKernel kernel, int thread) => Ended;

        public override void Save(StateWriter writer) => throw new NotSupportedException();

        public override void Load(StateReader reader) => throw new NotSupportedException();
    }
}
