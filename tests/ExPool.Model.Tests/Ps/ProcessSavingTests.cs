using System;
using System.IO;
using System.Text;
using ExPool.Mm;
using ExPool.Model.Drivers;
using ExPool.Model.Tests.Saving;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Ps;

/// <summary>A machine with processes goes on the same when it was saved and loaded; what was forged is
/// refused.</summary>
public sealed class ProcessSavingTests
{
    private const ulong Megabyte = 1 << 20;

    private static readonly string[] s_programs =
    [
        "Windows", "ProcessHog:most=40", "ThreadHog:in=many,each=20,most=150", "HandleHog:to=semaphore,most=20000",
        "HandleHog:most=3000", "FileHog:most=500",
    ];

    [Theory]
    [EveryMode]
    public void A_machine_with_processes_that_was_saved_and_loaded_ends_as_one_that_never_stopped(PagingMode mode)
    {
        using Computer first = Boot(mode);
        first.Run(TimeSpan.FromMilliseconds(200));
        byte[] middle = SavedComputers.Save(first);
        using Computer second = SavedComputers.Load(middle);
        Assert.Equal(middle, SavedComputers.Save(second));
        foreach (Computer computer in (Computer[])[first, second])
        {
            computer.RequestStop(computer.Drivers[2]);
            computer.RequestStop(computer.Drivers[4]);
            Assert.True(computer.Run(TimeSpan.FromSeconds(2)), $"{computer.Stop}");
            Assert.True(computer.Unload(computer.Drivers[0], TimeSpan.FromSeconds(2)));
        }

        Assert.Equal(SavedComputers.Save(first), SavedComputers.Save(second));
        Assert.Equal(first.ReadObjectTypes(), second.ReadObjectTypes());
        Assert.Equal(first.ReadProcesses(), second.ReadProcesses());
        foreach (Driver driver in second.Drivers)
        {
            Assert.True(second.Unload(driver, TimeSpan.FromSeconds(30)), driver.Name);
        }

        Assert.All(second.ReadObjectTypes(), type => Assert.Equal((0UL, 0UL), (type.ObjectCount, type.HandleCount)));
    }

    [Theory]
    [InlineData("objects", 6 * 3, 0x1234567, "the first object of type Process is at 0x1234567; expected a block")]
    [InlineData("objects", 1, 5, "type Directory has 5 objects of 0, at most 0, and 0 handles, at most 0, its first")]
    [InlineData("objects", 6 * 4, 0, "type Thread has ")]
    [InlineData("processes", 0, 0x8, "the table of processes and threads is at 0x8; expected a block of the pools")]
    public void State_that_was_forged_is_refused_in_one_line(string part, int word, ulong value, string expected)
    {
        using Computer computer = Boot(PagingMode.Amd64);
        computer.Run(TimeSpan.FromMilliseconds(200));
        MemoryStream plain = new();
        Ke.StateWriter writer = new(plain);
        computer.Services().Save(writer);
        byte[] bytes = plain.ToArray();
        int at = bytes.AsSpan().IndexOf(Name(part)) + Name(part).Length + (word * sizeof(ulong));
        BitConverter.TryWriteBytes(bytes.AsSpan(at), value);
        Ke.StateReader reader = new(new MemoryStream(bytes));
        ComputerException exception = Assert.Throws<ComputerException>(
            () => new SystemServices(computer.Services().Context).Load(reader));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', exception.Message);
    }

    [Theory]
    [EveryMode]
    public void Two_machines_of_the_same_programs_do_the_same(PagingMode mode)
    {
        using Computer first = Boot(mode);
        using Computer second = Boot(mode);
        first.Run(TimeSpan.FromMilliseconds(300));
        second.Run(TimeSpan.FromMilliseconds(300));
        Assert.Equal(SavedComputers.Save(first), SavedComputers.Save(second));
    }

    private static byte[] Name(string part) =>
        [.. BitConverter.GetBytes((ulong)part.Length), .. Encoding.UTF8.GetBytes(part)];

    private static Computer Boot(PagingMode mode)
    {
        ComputerOptions options = new()
        {
            OperatingSystem = "Windows 7",
            Architecture = mode == PagingMode.Amd64 ? "x64" : "x86",
            Seed = 5,
        };
        Computer computer = TestComputers.Boot(mode, 64 * Megabyte, 64 * Megabyte, options);
        foreach (string program in s_programs)
        {
            computer.Add(DriverCatalog.Create(program));
        }

        return computer;
    }
}
