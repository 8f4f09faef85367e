using System.Collections.Generic;
using System.IO;
using System.Linq;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using ExPool.Snapshots;
using Xunit;

namespace ExPool.Contract.Tests.Machines;

/// <summary>A machine with several nodes has pools for each, and serves each from its own.</summary>
public sealed class TopologyTests
{
    [Theory]
    [InlineData(PoolKind.NonPaged, 2, 1)]
    [InlineData(PoolKind.NonPaged, 3, 4)]
    [InlineData(PoolKind.Paged, 2, 4)]
    [InlineData(PoolKind.Paged, 3, 4)]
    [InlineData(PoolKind.Paged, 6, 4)]
    [InlineData(PoolKind.Paged, 4, 63)]
    public void Each_node_allocates_from_its_own_descriptors(PoolKind kind, int nodes, int pagedPools)
    {
        NodePlan plan = new(nodes);
        using Executive<Topology<HostMachine>> pools = Executive<Topology<HostMachine>>.Boot(
            new Topology<HostMachine>(TestPools.Host(), plan), TestPools.Options with { PagedPools = pagedPools });
        List<nuint> blocks = [];
        HashSet<int>[] used = [.. Enumerable.Range(0, nodes).Select(_ => new HashSet<int>())];
        for (int round = 0; round < 400; round++)
        {
            plan.Current = round % nodes;
            nuint block = pools.Allocate(TestPools.Flags(kind), 200, "Node");
            blocks.Add(block);
            PoolBlockInfo found = pools.OpenReader().FindBlock(block)!;
            used[plan.Current].Add(DescriptorOf(pools, block));
            Assert.Equal(PoolBlockState.Allocated, found.State);
        }

        Assert.All(used, node => Assert.NotEmpty(node));
        Assert.Equal(used.Sum(node => node.Count), used.SelectMany(node => node).Distinct().Count());
        blocks.ForEach(block => pools.Free(block, "Node"));
        PoolAssert.IsEmpty(pools);
    }

    [Fact]
    public void A_machine_of_two_nodes_is_read_from_the_system()
    {
        Assert.SkipUnless(System.OperatingSystem.IsLinux(), "Only Linux lays nodes out as files.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("expool-nodes");
        try
        {
            // Node 1 has memory alone.
            string[] lists = ["0-1,4\n", "\n", "2-3,5\n"];
            for (int node = 0; node < lists.Length; node++)
            {
                string path = Path.Combine(folder.FullName, $"node{node}");
                Directory.CreateDirectory(path);
                File.WriteAllText(Path.Combine(path, "cpulist"), lists[node]);
            }

            HostNodes nodes = HostNodes.ReadLinux(folder.FullName);
            Assert.Equal(2, nodes.Count);
            Assert.InRange(nodes.Current, 0, 1);
            Assert.Equal(1, HostNodes.ReadLinux(folder.FullName + "/none").Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The number in the block's header.</summary>
    private static int DescriptorOf(Executive<Topology<HostMachine>> pools, nuint block) =>
        pools.Memory().Read<byte>(block - (nuint)Geometry.Of<Topology<HostMachine>>().HeaderByteCount + 1);
}
