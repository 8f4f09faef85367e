using System;

namespace ExPool.Model;

// How drivers are stopped.
public sealed partial class Computer
{
    /// <summary>Asks a driver to stop: its next step is due now, and finds <see cref="Driver.IsStopping"/>.</summary>
    /// <param name="driver">One of <see cref="Drivers"/>.</param>
    /// <exception cref="ArgumentException">It was not added to this machine.</exception>
    public void RequestStop(Driver driver)
    {
        int number = NumberOf(driver);
        driver.IsStopping = true;
        _parts.Scheduler.Wake(number);
    }

    /// <summary>Asks a driver to stop, and lets the machine run until its threads have ended.</summary>
    /// <param name="driver">One of <see cref="Drivers"/>.</param>
    /// <param name="limit">Virtual time that it may take.</param>
    /// <returns>False when it still runs then, or when the machine stopped.</returns>
    /// <exception cref="ArgumentException">It was not added to this machine.</exception>
    public bool Unload(Driver driver, TimeSpan limit)
    {
        TimeSpan step = TimeSpan.FromMilliseconds(1);
        RequestStop(driver);
        for (TimeSpan end = Now + limit; _parts.Scheduler.IsRunning(NumberOf(driver));)
        {
            if (Now >= end || !Run(step))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a driver still has a thread.</summary>
    /// <param name="driver">One of <see cref="Drivers"/>.</param>
    /// <exception cref="ArgumentException">It was not added to this machine.</exception>
    public bool IsRunning(Driver driver) => _parts.Scheduler.IsRunning(NumberOf(driver));

    private int NumberOf(Driver driver)
    {
        int number = _drivers.IndexOf(driver);
        return number >= 0
            ? number
            : throw new ArgumentException($"Driver {driver?.Name} was not added to this machine.", nameof(driver));
    }
}
