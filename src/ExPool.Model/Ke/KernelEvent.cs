namespace ExPool.Model.Ke;

/// <summary>What happens at a moment.</summary>
internal enum KernelEventKind : byte
{
    /// <summary>A device interrupts: its driver's routine runs at the device's level.</summary>
    Interrupt = 0,

    /// <summary>A timer is due: its DPC is queued.</summary>
    Timer = 1,
}

/// <summary>Something that will happen: a timer of a driver, or an interrupt of its device.</summary>
/// <param name="Moment">When, in 100 ns since boot.</param>
/// <param name="Order">Of two at the same moment the lower one happens first.</param>
/// <param name="Kind">What.</param>
/// <param name="Driver">Whose: the driver's number.</param>
/// <param name="Context">What the driver gave to have it back.</param>
internal readonly record struct KernelEvent(
    long Moment, ulong Order, KernelEventKind Kind, int Driver, ulong Context);

/// <summary>A deferred procedure call.</summary>
/// <param name="Driver">Whose: the driver's number.</param>
/// <param name="Context">What the driver gave to have it back.</param>
internal readonly record struct Dpc(int Driver, ulong Context);
