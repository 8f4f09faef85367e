namespace ExPool.Model.Ke;

/// <summary>A thread of a driver: it runs in steps.</summary>
/// <param name="driver">The driver's number.</param>
/// <param name="number">Which of the driver's threads, from 0.</param>
internal sealed class ModelThread(int driver, int number)
{
    /// <summary>The driver's number.</summary>
    public int Driver { get; } = driver;

    /// <summary>Which of the driver's threads.</summary>
    public int Number { get; } = number;

    /// <summary>When its next step is due.</summary>
    public long WakeAt { get; set; }

    /// <summary>Whether it has no next step.</summary>
    public bool HasEnded { get; set; }
}
