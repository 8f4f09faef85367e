using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using ExPool.Inspection.Analysis;
using ExPool.Snapshots;

namespace ExPool.Inspection.Tests.Analysis;

/// <summary>A simulated workload of several tags, of which one may leak; all from a seed.</summary>
internal sealed class Workload
{
    private const int StepsPerSnapshot = 5;

    private static readonly string[] s_cleanKinds =
        ["cache", "curve", "bursts", "burst", "sawtooth", "start", "steady", "inflight"];

    private readonly List<SimulatedTag> _tags = [];
    private readonly Random _random;

    public Workload(int seed, bool leaks)
    {
        _random = new Random(seed);
        int cleanCount = _random.Next(4, 12);
        for (int index = 0; index < cleanCount; index++)
        {
            AddClean(s_cleanKinds[_random.Next(s_cleanKinds.Length)], index);
        }

        if (leaks)
        {
            AddLeak();
        }
    }

    /// <summary>What was planted, for messages.</summary>
    public string Description { get; private set; } = "clean:";

    public PoolTag? Leak { get; private set; }

    public double LeakedBlocks { get; private set; }

    /// <summary>Runs the workload under a finder.</summary>
    public LeakReport Run(Watch watch)
    {
        LeakFinder finder = new();
        DateTimeOffset start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        int steps = (watch.SnapshotCount - 1) * StepsPerSnapshot;
        for (int step = 0; step <= steps; step++)
        {
            foreach (SimulatedTag tag in _tags)
            {
                tag.Step((double)step / steps);
            }

            if (step % StepsPerSnapshot == 0)
            {
                finder.Add(Snapshot(start.AddSeconds(watch.Seconds * step / steps)));
            }
        }

        return finder.Conclude();
    }

    private PoolSnapshot Snapshot(DateTimeOffset at)
    {
        ImmutableArray<TagUsage>.Builder tags = ImmutableArray.CreateBuilder<TagUsage>(_tags.Count);
        foreach (SimulatedTag tag in _tags)
        {
            tags.Add(tag.Read());
        }

        return new PoolSnapshot
        {
            Origin = new SnapshotOrigin(SnapshotOriginKind.Process, "simulated", "default", 1),
            CapturedAt = at,
            NonPaged = new PoolUsage { Kind = PoolKind.NonPaged },
            Paged = new PoolUsage { Kind = PoolKind.Paged, BytesInUse = 1 << 20, MaximumBytes = 1L << 40 },
            Tags = tags.ToImmutable(),
        };
    }

    private void AddLeak()
    {
        LeakedBlocks = Between(20, 5000, isEven: false);
        double existing = _random.Next(2) == 0 ? 0 : _random.Next(500);
        double jitter = _random.NextDouble() * 0.5;
        double batch = _random.Next(3) == 0 ? _random.NextDouble() * LeakedBlocks * 0.06 : 0;
        int batches = _random.Next(8, 40);

        // The component also frees a part of what it allocates, up to nine tenths.
        double turnover = _random.Next(2) == 0 ? 0 : _random.NextDouble() * 9 * LeakedBlocks / 240;
        int size = (int)Between(16, 256 * 1024, isEven: false) & ~15;
        double leaked = 0;
        double last = 0;
        double blocks = LeakedBlocks;
        Random chance = new(_random.Next());
        double Level(double time)
        {
            leaked += blocks * (time - last) * (1 + (jitter * ((2 * chance.NextDouble()) - 1)));
            last = time;
            return existing + leaked + (batch * (time * batches % 1));
        }

        Leak = "Leak";
        Description = $"leak of {blocks:0} blocks of {size} bytes, jitter {jitter:0.00}, existing {existing:0}, "
            + $"{batches} batches of {batch:0}, turnover {turnover:0}; beside " + Description;
        _tags.Add(new SimulatedTag("Leak", PoolKind.Paged, _random.Next(), Level, turnover, (size, size)));
    }

    private void AddClean(string kind, int index)
    {
        double height = Between(10, 5000, isEven: false);
        double period = Between(0.025, 0.4, isEven: false);
        double phase = _random.NextDouble();
        double until = 0.05 + (0.55 * _random.NextDouble());
        double noise = height * 0.05 * _random.NextDouble();
        Random chance = new(_random.Next());
        double Noise() => noise * ((2 * chance.NextDouble()) - 1);
        Func<double, double> level = kind switch
        {
            "cache" => time => time < until ? height * time / until : height - Math.Abs(Noise()),
            "curve" => time => time < until ? height * Math.Sqrt(time / until) : height - Math.Abs(Noise()),
            "bursts" => time =>
                Noise() + (height * Math.Pow(Math.Max(0, Math.Sin(Math.Tau * ((time / period) + phase))), 2)),
            "burst" => time => Math.Abs(Noise()) + (height * Triangle(time, phase * 0.5, until)),
            "sawtooth" => time => height * (((time / period) + phase) % 1),
            "start" => time => height * (1 - Math.Exp(-time / (until / 4))),
            "steady" => _ => height + Noise(),
            _ => _ => InFlight(chance, height),
        };
        Description += $" {kind}({height:0}, period {period:0.00}, until {until:0.00})";
        int size = (int)Between(16, 65536, isEven: false) & ~15;
        double turnover = _random.Next(2) == 0 ? 0 : _random.Next(1, 50);
        PoolKind pool = _random.Next(2) == 0 ? PoolKind.Paged : PoolKind.NonPaged;
        _tags.Add(new SimulatedTag($"C{index}", pool, _random.Next(), level, turnover, (size, size * 2)));
    }

    /// <summary>Rises from a start to its top and drains to nothing until an end that lies before 0.95.</summary>
    private static double Triangle(double time, double start, double top)
    {
        double peak = start + ((0.9 - start) * Math.Clamp(top, 0.1, 0.9));
        return time < start || time > 0.95
            ? 0
            : time < peak ? (time - start) / (peak - start) : (0.95 - time) / (0.95 - peak);
    }

    /// <summary>Requests under way: independent of what was before.</summary>
    private static double InFlight(Random chance, double mean)
    {
        double sum = 0;
        for (int index = 0; index < 12; index++)
        {
            sum += chance.NextDouble();
        }

        return mean + ((sum - 6) * Math.Sqrt(mean));
    }

    private double Between(double least, double most, bool isEven) => isEven
        ? least + ((most - least) * _random.NextDouble())
        : least * Math.Pow(most / least, _random.NextDouble());
}
