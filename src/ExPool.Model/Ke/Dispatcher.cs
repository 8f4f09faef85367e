using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Ke;
using ExPool.Model.Hal;

namespace ExPool.Model.Ke;

/// <summary>Lets time pass: delivers interrupts, runs deferred procedures, and calls what is due once a
/// second.</summary>
/// <remarks>
/// One thing runs at a time and to its end; what is due meanwhile happens where the running code waits, or lowers its
/// level, or ends. Deferred procedures run on the processor that queued them, at DISPATCH_LEVEL.
/// </remarks>
internal sealed class Dispatcher(InterruptClock clock, ProcessorSet processors, IDriverCalls calls)
{
    /// <summary>The level at which devices interrupt: any above DISPATCH_LEVEL and below the clock's.</summary>
    public const Irql DeviceLevel = (Irql)5;

    private readonly PriorityQueue<KernelEvent, (long Moment, ulong Order)> _events = new();
    private readonly Queue<Dpc>[] _dpcs = MakeQueues(processors.Count);
    private bool _isInSecond;
    private int _depth;

    /// <summary>When the next second's work is due.</summary>
    public long NextSecond { get; set; } = InterruptClock.Second;

    /// <summary>How many events were ever asked for.</summary>
    public ulong Order { get; set; }

    /// <summary>What will happen.</summary>
    public IEnumerable<KernelEvent> Events
    {
        get
        {
            foreach ((KernelEvent element, _) in _events.UnorderedItems)
            {
                yield return element;
            }
        }
    }

    /// <summary>The deferred procedures that wait on a processor, in order.</summary>
    public IReadOnlyCollection<Dpc> Waiting(int processor) => _dpcs[processor];

    /// <summary>When something happens next by itself.</summary>
    public long NextMoment =>
        _events.TryPeek(out KernelEvent next, out _) ? Math.Min(next.Moment, NextSecond) : NextSecond;

    /// <summary>Asks for something to happen.</summary>
    public void Schedule(long moment, KernelEventKind kind, int driver, ulong context) =>
        Add(new KernelEvent(moment, Order++, kind, driver, context));

    /// <summary>Adds what was asked for before.</summary>
    public void Add(KernelEvent item) => _events.Enqueue(item, (item.Moment, item.Order));

    /// <summary>Queues a deferred procedure on a processor.</summary>
    public void Queue(int processor, Dpc dpc) => _dpcs[processor].Enqueue(dpc);

    /// <summary>Lets time pass until a moment, with all that happens until then.</summary>
    public void WaitUntil(long moment)
    {
        while (NextDue(moment) is long next)
        {
            clock.AdvanceTo(next);
            DeliverDue();
        }

        clock.AdvanceTo(moment);
    }

    /// <summary>Lets time pass for code that waits in the middle of something, perhaps with a lock of the pools: the
    /// second's work, which needs these locks, waits for its end.</summary>
    public void WaitInside(long moment)
    {
        _depth++;
        try
        {
            WaitUntil(moment);
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Runs the deferred procedures of the running processor, if its level lets them.</summary>
    public void RunDpcs()
    {
        Processor processor = processors.Running;
        Queue<Dpc> queue = _dpcs[processor.Number];
        while (queue.Count != 0 && processor.Irql < Irql.Dispatch)
        {
            Dpc dpc = queue.Dequeue();
            Irql before = processor.Irql;
            processor.Irql = Irql.Dispatch;
            calls.Deferred(dpc.Driver, dpc.Context);
            processor.Irql = before;
        }
    }

    /// <summary>Forgets what will happen and what waits.</summary>
    public void Clear()
    {
        _events.Clear();
        Array.ForEach(_dpcs, queue => queue.Clear());
    }

    /// <summary>The next moment up to a limit at which something happens; the second's work waits until no step
    /// runs.</summary>
    private long? NextDue(long limit)
    {
        long next = _events.TryPeek(out KernelEvent item, out _) ? item.Moment : long.MaxValue;
        if (_depth == 0 && !_isInSecond)
        {
            next = Math.Min(next, NextSecond);
        }

        return next <= limit ? next : null;
    }

    private void DeliverDue()
    {
        while (_events.TryPeek(out KernelEvent item, out _) && item.Moment <= clock.Now)
        {
            _events.Dequeue();
            Deliver(item);
        }

        RunDpcs();
        if (NextSecond <= clock.Now && _depth == 0 && !_isInSecond)
        {
            _isInSecond = true;
            NextSecond += InterruptClock.Second;
            calls.Second();
            _isInSecond = false;
        }
    }

    /// <summary>Says that a step runs: the second's work waits for its end.</summary>
    public void EnterStep() => _depth++;

    /// <summary>Says that a step has ended.</summary>
    public void LeaveStep() => _depth--;

    /// <summary>Writes what will happen, in order, and what waits.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write(NextSecond);
        writer.Write(Order);
        writer.Write(_isInSecond);
        writer.Write(_events.Count);
        foreach (KernelEvent item in Events.OrderBy(item => item.Moment).ThenBy(item => item.Order))
        {
            writer.Write(item.Moment);
            writer.Write(item.Order);
            writer.Write((uint)item.Kind);
            writer.Write(item.Driver);
            writer.Write(item.Context);
        }

        foreach (Queue<Dpc> queue in _dpcs)
        {
            writer.Write(queue.Count);
            foreach (Dpc dpc in queue)
            {
                writer.Write(dpc.Driver);
                writer.Write(dpc.Context);
            }
        }
    }

    /// <summary>Reads what was written.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="driverCount">Drivers that there are.</param>
    public void Load(StateReader reader, int driverCount)
    {
        const uint MostEvents = 1 << 24;
        NextSecond = (long)reader.ReadUpTo("the time of the next second", InterruptClock.LastMoment);
        Order = reader.ReadUInt64();
        _isInSecond = reader.ReadBoolean();
        for (uint left = reader.ReadUInt32("the number of events", MostEvents); left > 0; left--)
        {
            Add(new KernelEvent(
                (long)reader.ReadUpTo("the time of an event", InterruptClock.LastMoment),
                reader.ReadUInt64(),
                (KernelEventKind)reader.ReadUInt32("the kind of an event", (uint)KernelEventKind.Timer),
                reader.ReadIndex("an event's driver", driverCount),
                reader.ReadUInt64()));
        }

        foreach (Queue<Dpc> queue in _dpcs)
        {
            for (uint left = reader.ReadUInt32("the number of DPCs", MostEvents); left > 0; left--)
            {
                queue.Enqueue(new Dpc(reader.ReadIndex("a DPC's driver", driverCount), reader.ReadUInt64()));
            }
        }
    }

    private void Deliver(KernelEvent item)
    {
        Processor processor = processors.Running;
        if (item.Kind == KernelEventKind.Timer)
        {
            Queue(processor.Number, new Dpc(item.Driver, item.Context));
            return;
        }

        Irql before = processor.Irql;
        processor.Irql = before > DeviceLevel ? before : DeviceLevel;
        calls.Interrupt(item.Driver, item.Context);
        processor.Irql = before;
    }

    private static Queue<Dpc>[] MakeQueues(int count)
    {
        Queue<Dpc>[] queues = new Queue<Dpc>[count];
        for (int index = 0; index < count; index++)
        {
            queues[index] = new Queue<Dpc>();
        }

        return queues;
    }
}
