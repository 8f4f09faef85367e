using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;

namespace ExPool.Cli.Demo;

/// <summary>Collects log records until there are enough to write: usage like the teeth of a saw.</summary>
internal sealed class Logger : Component
{
    private const int BatchCount = 60;

    private const int RecordByteCount = 240;

    private const long MaximumFileByteCount = 4 << 20;

    private readonly List<nuint> _records = [];
    private readonly FileStream _file;
    private readonly byte[] _line = new byte[RecordByteCount];

    /// <summary>Makes the logger.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="number">Its number.</param>
    /// <param name="folder">Where its file is.</param>
    public Logger(DemoPlan plan, int number, string folder)
        : base(plan, number) => _file = new FileStream(Path.Combine(folder, "server.log"), FileMode.Create);

    /// <inheritdoc/>
    public override void Step(TimeSpan elapsed)
    {
        for (int count = Random.Next(2, 9); count > 0; count--)
        {
            _records.Add(AllocateRecord(RecordByteCount));
        }

        if (_records.Count >= BatchCount)
        {
            Write();
        }

        for (int byteCount = Forgets(DemoTags.LogRecord, elapsed, out int records); records > 0; records--)
        {
            AllocateRecord(byteCount);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        Write();
        _file.Dispose();
    }

    private void Write()
    {
        if (_file.Position > MaximumFileByteCount)
        {
            _file.SetLength(0);
        }

        foreach (nuint record in _records)
        {
            _file.Write(_line);
            Release(record, DemoTags.LogRecord);
        }

        _records.Clear();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nuint AllocateRecord(int byteCount) =>
        KernelPool.Allocate(PoolFlags.NonPaged, (nuint)byteCount, DemoTags.LogRecord);
}
