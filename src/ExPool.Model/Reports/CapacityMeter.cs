using System;

namespace ExPool.Model.Reports;

/// <summary>Lets a program make things on a machine until one is refused.</summary>
public static class CapacityMeter
{
    // A look at the counters costs the host as much as some hundred handles.
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(1);

    /// <summary>Runs a machine until a program on it is refused, or has what it was told to make at most.</summary>
    /// <param name="computer">The machine, booted; it runs whatever else it has.</param>
    /// <param name="hog">A program that makes things until it is refused, as ProcessHog; not yet added.</param>
    /// <param name="what">The things, for the row.</param>
    /// <param name="most">Where to stop when nothing is refused.</param>
    /// <param name="onProgress">Hears how many there are; may be <see langword="null"/>.</param>
    /// <exception cref="ComputerException">The machine stopped, or the program makes nothing.</exception>
    public static CapacityRow Measure(
        Computer computer, Driver hog, string what, ulong most, Action<ulong>? onProgress = null)
    {
        ArgumentNullException.ThrowIfNull(computer);
        CapacityCost before = CapacityCost.Of(computer);
        computer.Add(hog);
        CapacityReading? reading;
        do
        {
            if (!computer.Run(s_slice))
            {
                throw new ComputerException($"the machine stopped while it made {what}: {computer.Stop}");
            }

            reading = computer.ReadCapacity(hog)
                ?? throw new ComputerException($"{hog.Name} makes nothing; expected a program as ProcessHog");
            onProgress?.Invoke(reading.HeldCount);
        }
        while (reading.RefusedCount == 0 && reading.HeldCount < most);
        CapacityCost? each = reading.HeldCount == 0 ? null : CapacityCost.Of(computer).Each(before, reading.HeldCount);
        return new CapacityRow(
            what, reading.HeldCount, reading.RefusedCount == 0 ? null : reading.Refusal, reading.Reason, each);
    }
}
