using System;
using ExPool.Benchmarks.CommandLine;

namespace ExPool.Benchmarks;

/// <summary>Measures the pools beside other allocators.</summary>
internal static class Program
{
    private static int Main(string[] arguments) => BenchTool.Run(arguments, Console.Out, Console.Error);
}
