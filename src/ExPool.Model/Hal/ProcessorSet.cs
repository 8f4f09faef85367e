using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Hal;

/// <summary>The processors, of which one runs; what all of them must forget at once.</summary>
internal sealed class ProcessorSet : IDisposable
{
    private readonly Processor[] _processors;

    /// <summary>Makes processors.</summary>
    /// <param name="count">From 1 to 64, as many as a processor mask has bits.</param>
    public ProcessorSet(int count)
    {
        _processors = new Processor[count];
        for (int number = 0; number < count; number++)
        {
            _processors[number] = new Processor(number);
        }

        Running = _processors[0];
    }

    /// <summary>How many.</summary>
    public int Count => _processors.Length;

    /// <summary>The one that runs now.</summary>
    public Processor Running { get; private set; }

    /// <summary>Called when another one runs.</summary>
    public Action OnSwitch { get; set; } = static () => { };

    /// <summary>A processor by number.</summary>
    public Processor this[int number] => _processors[number];

    /// <summary>Lets another processor run.</summary>
    public void Switch(int number)
    {
        Running = _processors[number];
        OnSwitch();
    }

    /// <summary>Makes all processors forget a page: NT's KeFlushSingleTb.</summary>
    public void Flush(nuint page)
    {
        foreach (Processor processor in _processors)
        {
            processor.Buffer.Flush(page);
        }
    }

    /// <summary>Makes all processors forget the pages that are not the same in every address space.</summary>
    public void FlushLocal()
    {
        foreach (Processor processor in _processors)
        {
            processor.Buffer.ClearLocal();
        }
    }

    /// <summary>Makes all processors forget all pages.</summary>
    public void FlushAll()
    {
        foreach (Processor processor in _processors)
        {
            processor.Buffer.Clear();
        }
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(Running.Number);
        Array.ForEach(_processors, processor => processor.Save(writer));
    }

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader)
    {
        Switch(reader.ReadIndex("the running processor", Count));
        Array.ForEach(_processors, processor => processor.Load(reader));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Processor processor in _processors)
        {
            processor.Dispose();
        }
    }
}
