using System;

namespace ExPool.Benchmarks.CommandLine;

/// <summary>Ends a run with one line and exit code 2: bad usage.</summary>
/// <param name="message">What is wrong, and what was expected: one line.</param>
internal sealed class BenchException(string message) : Exception(message);
