using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace ExPool.Benchmarks.Bdn;

/// <summary>BenchmarkDotNet inside of this process: its own projects would be built by this repository's rules.</summary>
internal sealed class BdnConfig : ManualConfig
{
    /// <summary>Makes the configuration: BenchmarkDotNet's own, in this process.</summary>
    public BdnConfig()
    {
        Add(DefaultConfig.Instance);
        _ = AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
        _ = WithArtifactsPath("artifacts/bdn");
    }
}
