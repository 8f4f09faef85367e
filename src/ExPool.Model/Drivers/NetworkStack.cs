using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Receives packets as a network stack does: in DPCs on whichever processor is interrupted, in nonpaged pool
/// only, through queues under spin locks, delivered by timers.</summary>
/// <remarks>Everything but the start and the end runs at DISPATCH_LEVEL. Tags of its own: a packet is 'NsPk', the
/// queues are 'NsQu'. Received = delivered + waiting; what finds no memory is dropped.</remarks>
internal sealed class NetworkStack(DriverArguments arguments) : CatalogDriver(arguments)
{
    private const ulong DeliveryFlag = 1UL << 32;
    private const int QueueStride = 32;

    // A packet: 0 link, 8 bytes of data, 16 their checksum, 24 the data.
    private const int LengthOffset = 8;
    private const int SumOffset = 16;
    private const int DataOffset = 24;
    private const uint SmallestPacket = 60;

    private static readonly TimeSpan s_deliveryDelay = TimeSpan.FromMilliseconds(10);

    private nuint _queues;
    private ulong _pendingCount;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "NetworkStack",
        "receives packets in DPCs on all processors: nonpaged pool, spin locks, timers; frees all in time",
        [
            DriverParameter.Number(
                "rate", DriverUnit.PerSecond, "500/s", 1, 50_000, "packets in a second, for each adapter"),
            DriverParameter.Number("adapters", DriverUnit.Count, "2", 1, 64, "network adapters"),
            DriverParameter.Number(
                "packet", DriverUnit.Bytes, "1514B", SmallestPacket, 65_536, "bytes of the largest packet"),
        ],
        arguments => new NetworkStack(arguments));

    /// <summary>Packets that were delivered.</summary>
    public ulong DeliveredCount { get; private set; }

    /// <summary>Packets that found no memory.</summary>
    public ulong DroppedCount { get; private set; }

    /// <summary>Packets whose data was not what was received.</summary>
    public ulong DamagedCount { get; private set; }

    /// <summary>The processors that received, a bit for each.</summary>
    public ulong ProcessorMask { get; private set; }

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        if (_queues == 0)
        {
            return IsStopping ? Ended : Start(kernel);
        }

        if (!IsStopping || _pendingCount != 0)
        {
            return Tick;
        }

        kernel.Free(_queues, "NsQu");
        _queues = 0;
        return Ended;
    }

    /// <inheritdoc/>
    public override void Deferred(IKernel kernel, ulong context)
    {
        _pendingCount = unchecked(_pendingCount - 1);
        ProcessorMask |= 1UL << kernel.CurrentProcessor;
        uint adapter = unchecked((uint)context);
        if ((context & DeliveryFlag) != 0)
        {
            Deliver(kernel, adapter);
        }
        else if (!IsStopping)
        {
            Receive(kernel, adapter);
            Listen(kernel, adapter);
        }
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        writer.Write(_queues);
        writer.Write(_pendingCount);
        writer.Write(DeliveredCount);
        writer.Write(DroppedCount);
        writer.Write(DamagedCount);
        writer.Write(ProcessorMask);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _queues = (nuint)reader.ReadUInt64();
        _pendingCount = reader.ReadUInt64();
        DeliveredCount = reader.ReadUInt64();
        DroppedCount = reader.ReadUInt64();
        DamagedCount = reader.ReadUInt64();
        ProcessorMask = reader.ReadUInt64();
    }

    private TimeSpan Start(IKernel kernel)
    {
        uint adapterCount = (uint)Arguments["adapters"];
        _queues = kernel.Allocate(PoolFlags.NonPaged, adapterCount * QueueStride, "NsQu");
        if (_queues == 0)
        {
            return Patience;
        }

        for (uint adapter = 0; adapter < adapterCount; adapter++)
        {
            Listen(kernel, adapter);
            SetDelivery(kernel, adapter);
        }

        return Tick;
    }

    private BlockQueue QueueOf(uint adapter) => new(_queues + (adapter * QueueStride));

    /// <summary>The next packet comes after a while that varies.</summary>
    private void Listen(IKernel kernel, uint adapter)
    {
        _pendingCount++;
        uint mean = (uint)(TimeSpan.TicksPerSecond / (long)Arguments["rate"]);
        kernel.StartDevice(TimeSpan.FromTicks(kernel.Random.Between(1, (2 * mean) - 1)), adapter);
    }

    private void SetDelivery(IKernel kernel, uint adapter)
    {
        _pendingCount++;
        kernel.SetTimer(s_deliveryDelay, DeliveryFlag | adapter);
    }

    private void Receive(IKernel kernel, uint adapter)
    {
        uint byteCount = kernel.Random.Between(SmallestPacket, (uint)Arguments["packet"]);
        nuint packet = kernel.Allocate(PoolFlags.NonPaged | PoolFlags.Uninitialized, DataOffset + byteCount, "NsPk");
        if (packet == 0)
        {
            DroppedCount++;
            return;
        }

        kernel.SetField(packet, LengthOffset, (ulong)byteCount);
        ulong sum = Contents.Write(kernel, packet + DataOffset, byteCount, kernel.Random.Next());
        kernel.SetField(packet, SumOffset, sum);
        QueueOf(adapter).Append(kernel, packet);
    }

    /// <summary>Hands on what waits; the last delivery after a stop leaves nothing.</summary>
    private void Deliver(IKernel kernel, uint adapter)
    {
        BlockQueue queue = QueueOf(adapter);
        for (nuint packet = queue.Take(kernel); packet != 0; packet = queue.Take(kernel))
        {
            ulong byteCount = kernel.Field(packet, LengthOffset);
            if (Contents.Sum(kernel, packet + DataOffset, byteCount) != kernel.Field(packet, SumOffset))
            {
                DamagedCount++;
                kernel.Log("networkstack.sys: a packet does not hold what was received");
            }

            kernel.Free(packet, "NsPk");
            DeliveredCount++;
        }

        if (!IsStopping)
        {
            SetDelivery(kernel, adapter);
        }
    }
}
