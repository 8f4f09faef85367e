using System;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Contract;

public sealed class HostMachineContract : PoolContract<HostMachine>
{
    [Theory]
    [InlineData(PoolFlags.NonPaged)]
    [InlineData(PoolFlags.NonPagedExecute)]
    [InlineData(PoolFlags.Paged)]
    public void No_page_of_a_pool_is_executable(PoolFlags pool)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists what may be done with a page.");
        Executive<HostMachine> pools = Boot();
        foreach (nuint byteCount in new nuint[] { 100, 100_000 })
        {
            nuint address = pools.Allocate(pool, byteCount, "Exec");
            string rights = MemoryMap.RightsOf(address);
            Assert.Equal("rw-", rights[..3]);
            Assert.Equal(rights, MemoryMap.RightsOf(address + byteCount - 1));
            pools.Free(address, "Exec");
        }
    }

    protected override HostMachine CreateMachine() => TestPools.Host();
}
