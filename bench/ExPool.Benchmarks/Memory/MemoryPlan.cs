using System;

namespace ExPool.Benchmarks.Memory;

/// <summary>How memory is measured.</summary>
/// <param name="BlockCount">Blocks of the fill.</param>
/// <param name="Idle">How long nothing is done before what stays is read.</param>
internal readonly record struct MemoryPlan(int BlockCount, TimeSpan Idle);
