using BenchmarkDotNet.Configs;

namespace ExPool.Benchmarks.Bdn;

/// <summary>BenchmarkDotNet's own configuration, with its files where everything built is.</summary>
internal sealed class BdnConfig : ManualConfig
{
    /// <summary>Makes the configuration.</summary>
    public BdnConfig()
    {
        Add(DefaultConfig.Instance);
        _ = WithArtifactsPath("artifacts/bdn");
    }
}
