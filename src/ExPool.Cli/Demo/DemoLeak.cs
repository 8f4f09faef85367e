namespace ExPool.Cli.Demo;

/// <summary>The leak that a seed plants.</summary>
/// <param name="Tag">The tag of the component that forgets to free.</param>
/// <param name="Kind">Its pool.</param>
/// <param name="BlockByteCount">Bytes of a forgotten block, as asked for.</param>
/// <param name="BytesPerSecond">Bytes forgotten a second.</param>
internal sealed record DemoLeak(PoolTag Tag, PoolKind Kind, int BlockByteCount, double BytesPerSecond);
