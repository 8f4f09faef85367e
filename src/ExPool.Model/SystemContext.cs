using System;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;

namespace ExPool.Model;

/// <summary>What the components of the system stand on.</summary>
internal sealed class SystemContext(ModelKernel kernel, MemoryManager memory, ComputerOptions options)
{
    private readonly Lazy<MachineLimits> _limits = new(() => Computer.LimitsOf(options));
    private readonly Lazy<RegistryValues> _registry = new(() => new(ProfileOf(options), options.Switches.Registry));
    private readonly Lazy<StructureCatalog> _structures = new(() => StructureCatalog.Of(ProfileOf(options)));

    /// <summary>Pools, memory, time.</summary>
    public ModelKernel Kernel { get; } = kernel;

    /// <summary>Pages, system entries, commit.</summary>
    public MemoryManager Memory { get; } = memory;

    /// <summary>What the machine was made of.</summary>
    public ComputerOptions Options { get; } = options;

    /// <summary>The Windows release.</summary>
    public WindowsProfile Profile { get; } = ProfileOf(options);

    /// <summary>Its number, as 6.1.</summary>
    public Version Release => Version.Parse(Profile.Version);

    /// <summary>What the release allows on this machine.</summary>
    public MachineLimits Limits => _limits.Value;

    /// <summary>What the release's own structures are: tag, pool, bytes.</summary>
    public StructureCatalog Structures => _structures.Value;

    /// <summary>The registry values that the release reads.</summary>
    public RegistryValues Registry => _registry.Value;

    private static WindowsProfile ProfileOf(ComputerOptions options) =>
        WindowsProfile.Find(options.OperatingSystem, options.Architecture);
}
