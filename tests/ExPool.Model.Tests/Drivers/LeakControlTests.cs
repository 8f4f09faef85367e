using System;
using ExPool.Ke;
using ExPool.Model.Drivers;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Saving;
using Xunit;

namespace ExPool.Model.Tests.Drivers;

/// <summary>The leaker obeys while it runs; and what a refused or ended leak leaves to others.</summary>
public sealed class LeakControlTests
{
    private const ulong Megabyte = 1 << 20;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Its_rate_changes_while_it_runs_and_what_was_due_before_stays_due()
    {
        using Computer computer = Boot();
        Driver leaker = Add(computer, "Leaker:pool=paged,rate=1MB/s,block=4KB");
        computer.Run(2 * s_second);
        leaker.Control("rate", "10MB/s");
        computer.Run(s_second);
        AssertLeaked(leaker, 12 * Megabyte);
        Assert.Equal(10 * Megabyte, leaker.Tell()["rate"]);

        using Computer loaded = SavedComputers.Load(SavedComputers.Save(computer));
        loaded.Drivers[0].Control("rate", "4MB/s");
        loaded.Run(s_second);
        AssertLeaked(loaded.Drivers[0], 16 * Megabyte);
        Assert.True(loaded.Unload(loaded.Drivers[0], s_second));
        Assert.Equal(0UL, loaded.Drivers[0].Tell()["bytes"]);
    }

    [Theory]
    [InlineData("speed", "1MB/s", "leaker.sys takes no request 'speed'; expected rate")]
    [InlineData("rate", "1MB", "driver Leaker: 'rate' is '1MB'; expected 1B/s to 1TB/s, as 10MB/s")]
    [InlineData(
        "rate",
        "1MB/s,pool=paged",
        "driver Leaker: 'rate' is '1MB/s,pool=paged'; expected 1B/s to 1TB/s, as 10MB/s")]
    public void What_it_does_not_understand_is_one_line(string name, string value, string expected)
    {
        Driver leaker = DriverCatalog.Create("Leaker");
        Assert.Equal(expected, Assert.Throws<ComputerException>(() => leaker.Control(name, value)).Message);
    }

    [Fact]
    public void Other_drivers_take_no_requests() =>
        Assert.Throws<ComputerException>(() => DriverCatalog.Create("FileServer").Control("rate", "1/s"));

    [Fact]
    public void It_leaks_at_most_what_it_was_told()
    {
        using Computer computer = Boot();
        Driver leaker = Add(computer, "Leaker:pool=paged,rate=1GB/s,block=1MB,most=20MB");
        computer.Run(s_second);
        Assert.Equal(20 * Megabyte, leaker.Tell()["bytes"]);
        Assert.Equal(1UL, leaker.Tell()["done"]);
        Assert.Equal(0UL, leaker.Tell()["exhausted"]);
    }

    [Fact]
    public void A_request_that_the_commit_limit_refuses_costs_nothing()
    {
        using Computer computer = Boot();
        ulong before = computer.ReadMemory().CommittedPages;
        for (int round = 0; round < 10; round++)
        {
            Assert.Equal((nuint)0, computer.Kernel.Allocate(PoolFlags.Paged, (nuint)(315 * Megabyte), "Full"));
            Assert.Equal(MemoryBound.Commit, computer.ReadMemory().PagedRefusedBy);
        }

        // The free pages that nonpaged pool had at boot were given back for it.
        Assert.InRange(computer.ReadMemory().CommittedPages, 1UL, before);
        ulong after = computer.ReadMemory().CommittedPages;
        Assert.Equal((nuint)0, computer.Kernel.Allocate(PoolFlags.Paged, (nuint)(315 * Megabyte), "Full"));
        Assert.Equal(after, computer.ReadMemory().CommittedPages);
    }

    [Fact]
    public void When_a_leak_of_one_pool_has_ended_its_memory_serves_the_other_at_once()
    {
        using Computer computer = Boot();
        Driver leaker = Add(computer, "Leaker:pool=paged,rate=1GB/s,block=1MB,last=halves");
        computer.Run(2 * s_second);
        Assert.Equal(1UL, leaker.Tell()["exhausted"]);
        Assert.Equal((nuint)0, Nonpaged(computer));
        computer.RequestStop(leaker);
        computer.Run(TimeSpan.FromMilliseconds(1));
        Assert.True(computer.Capture().Paged.CommittedBytes - computer.Capture().Paged.ReturnedBytes > 250 * Megabyte);

        // At DISPATCH_LEVEL nothing can be given back.
        IKernel kernel = computer.Kernel;
        Irql irql = kernel.RaiseIrql(Irql.Dispatch);
        Assert.Equal((nuint)0, Nonpaged(computer));
        kernel.LowerIrql(irql);
        nuint block = Nonpaged(computer);
        Assert.NotEqual((nuint)0, block);
        kernel.Free(block, "Next");
    }

    private static nuint Nonpaged(Computer computer) => computer.Kernel.Allocate(
        PoolFlags.NonPaged | PoolFlags.Uninitialized, (nuint)(100 * Megabyte), "Next");

    // 256 MB and a paging file of 64 MB: about 317 MB can be promised, and 192 MB of nonpaged pool.
    private static Computer Boot() => Computer.Boot(new ComputerOptions
    {
        PhysicalByteCount = 256 * Megabyte,
        PagingFiles = [new PagingFileOptions(64 * Megabyte, 64 * Megabyte)],
    });

    private static Driver Add(Computer computer, string text)
    {
        Driver driver = DriverCatalog.Create(text);
        computer.Add(driver);
        return driver;
    }

    private static void AssertLeaked(Driver leaker, ulong due) =>
        Assert.InRange(leaker.Tell()["bytes"], due - (due / 50), due);
}
