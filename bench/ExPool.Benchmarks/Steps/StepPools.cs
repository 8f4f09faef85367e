using System;
using ExPool.Benchmarks.Allocators;
using ExPool.Machine;

namespace ExPool.Benchmarks.Steps;

/// <summary>Pools of the measurement's own: no balance set manager runs, so nothing happens that is not
/// measured.</summary>
internal sealed class StepPools : IDisposable
{
    /// <summary>Tags of the pools that <see cref="Tagged"/> are.</summary>
    public const int TagCount = 100;

    private static int s_bootCount;

    /// <summary>Default options.</summary>
    public Executive<HostMachine> Plain { get; } = Boot();

    /// <summary>No look-aside lists.</summary>
    public Executive<HostMachine> WithoutLists { get; } = Boot(new ExecutiveOptions { LookasideLargestByteCount = 0 });

    /// <summary>Default options; a block of each of many tags lives.</summary>
    public Executive<HostMachine> Tagged { get; } = BootTagged();

    /// <summary>A block of <see cref="Plain"/> that lives.</summary>
    public nuint Block { get; }

    /// <summary>Starts the pools.</summary>
    public StepPools() => Block = Plain.Allocate(Pools.Flags, 64, Pools.Tag);

    /// <summary>Starts pools under a name of their own.</summary>
    /// <param name="options">Sizes and limits; <see langword="null"/> for the defaults.</param>
    public static Executive<HostMachine> Boot(ExecutiveOptions? options = null) => Executive<HostMachine>.Boot(
        HostMachine.Create(new HostMachineOptions { Name = $"bench-{++s_bootCount}" }), options);

    /// <inheritdoc/>
    public void Dispose()
    {
        Plain.Dispose();
        WithoutLists.Dispose();
        Tagged.Dispose();
    }

    private static Executive<HostMachine> BootTagged()
    {
        Executive<HostMachine> executive = Boot();
        for (int number = 0; number < TagCount; number++)
        {
            _ = executive.Allocate(Pools.Flags, 64, new PoolTag($"T{number:000}"));
        }

        return executive;
    }
}
