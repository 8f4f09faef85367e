using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using ExPool.Contract.Tests.Machines;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit;

namespace ExPool.Contract.Tests.Sequences;

/// <summary>
/// Random sequences of allocations and frees, compared with a shadow: a failure is made short and printed
/// with its seed.
/// </summary>
/// <remarks>
/// Environment: EXPOOL_FULL=1 runs 1000 seeds instead of 20; EXPOOL_SEED sets the first one; EXPOOL_LOG names
/// a file that gets a line for each seed.
/// </remarks>
public abstract class RandomSequences<TMachine> : MachineContract<TMachine>
    where TMachine : struct, IMachine
{
    private const int OperationCount = 300;
    private const int CheckEvery = 25;
    private const int UsualSeedCount = 20;
    private const int FullSeedCount = 1000;

    [Fact]
    public void Any_sequence_keeps_blocks_apart_contents_whole_and_counters_exact()
    {
        int count = TestPools.IsFullLength ? FullSeedCount : UsualCount;
        ulong first = ulong.TryParse(Environment.GetEnvironmentVariable("EXPOOL_SEED"), out ulong given)
            ? given
            : (ulong)Stopwatch.GetTimestamp() % 1_000_000_000;
        Run(Enumerable.Range(0, count).Select(number => first + (ulong)number));
    }

    [Fact]
    public void Sequences_that_once_failed_pass() => Run(SeedFile.SeedsOf(GetType().Name));

    /// <summary>Whether blocks go through look-aside lists.</summary>
    protected virtual bool HasLists => false;

    /// <summary>Seeds of a run that is not of full length.</summary>
    protected virtual int UsualCount => UsualSeedCount;

    private void Run(IEnumerable<ulong> seeds)
    {
        string? log = Environment.GetEnvironmentVariable("EXPOOL_LOG");
        foreach (ulong seed in seeds)
        {
            bool passed = false;
            try
            {
                Check(seed);
                passed = true;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"For tests/data/seeds.txt: {GetType().Name} {seed}\n{exception.Message}", exception);
            }
            finally
            {
                if (log is not null)
                {
                    File.AppendAllText(log, $"{GetType().Name} {seed} {(passed ? "passed" : "failed")}\n");
                }
            }
        }
    }

    /// <summary>One seed is one sequence; FsCheck looks for a shorter one that fails too.</summary>
    private void Check(ulong seed)
    {
        // The second number of a generator must be odd; the size bounds nothing, since all choices name their
        // range.
        Replay replay = new(new Rnd(seed, gamma: 0x9E37_79B9_7F4A_7C15), FSharpOption<int>.Some(100));
        Config config = Config.QuickThrowOnFailure
            .WithMaxTest(1)
            .WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(replay));
        FsCheck.Check.One(config, Prop.ForAll(
            PoolOperations.Sequences(OperationCount),
            RunOne));
    }

    private void RunOne(PoolOperation[] sequence)
    {
        Executive<TMachine> pools = Boot(SequenceRunner<TMachine>.Options(HasLists));
        try
        {
            SequenceRunner<TMachine>.Run(pools, sequence, CheckEvery, HasLists);
        }
        finally
        {
            End(pools);
        }
    }
}
