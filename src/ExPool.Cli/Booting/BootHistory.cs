using System.Collections.Generic;

namespace ExPool.Cli.Booting;

/// <summary>A machine's samples, one a second; when there are many, every second one goes, again and
/// again.</summary>
internal sealed class BootHistory
{
    private const int MostSamples = 2048;

    private readonly List<BootSample> _samples = [];
    private BootSample? _last;
    private int _stride = 1;
    private int _skipped;

    /// <summary>The samples, in order; the first and the last one are always there.</summary>
    public List<BootSample> Samples => _last is null || _samples[^1] == _last ? _samples : [.. _samples, _last];

    /// <summary>The latest; <see langword="null"/> before the first.</summary>
    public BootSample? Last => _last;

    /// <summary>Adds a sample.</summary>
    public void Add(BootSample sample)
    {
        _last = sample;
        if (++_skipped < _stride && _samples.Count > 0)
        {
            return;
        }

        _skipped = 0;
        _samples.Add(sample);
        if (_samples.Count > MostSamples)
        {
            int kept = 0;
            for (int index = 0; index < _samples.Count; index += 2)
            {
                _samples[kept++] = _samples[index];
            }

            _samples.RemoveRange(kept, _samples.Count - kept);
            _stride *= 2;
        }
    }

    /// <summary>So many samples at most, evenly spread, with the first and the last one.</summary>
    /// <param name="samples">The samples.</param>
    /// <param name="count">From 2.</param>
    public static List<BootSample> Choose(IReadOnlyList<BootSample> samples, int count)
    {
        List<BootSample> chosen = [];
        int rows = samples.Count < count ? samples.Count : count;
        for (int row = 0; row < rows; row++)
        {
            chosen.Add(samples[rows == 1 ? 0 : (int)((long)row * (samples.Count - 1) / (rows - 1))]);
        }

        return chosen;
    }
}
