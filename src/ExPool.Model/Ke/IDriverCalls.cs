namespace ExPool.Model.Ke;

/// <summary>What the kernel calls of a driver.</summary>
internal interface IDriverCalls
{
    /// <summary>Runs a driver's interrupt routine; the level is the device's.</summary>
    void Interrupt(int driver, ulong context);

    /// <summary>Runs a driver's deferred procedure; the level is DISPATCH_LEVEL.</summary>
    void Deferred(int driver, ulong context);

    /// <summary>Runs a step of a driver's thread; the level is PASSIVE_LEVEL.</summary>
    /// <returns>100 ns units until its next step; negative when it has ended.</returns>
    long Step(int driver, int thread);

    /// <summary>Does what is done once a second.</summary>
    void Second();
}
