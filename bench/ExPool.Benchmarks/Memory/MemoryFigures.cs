using System;
using System.Globalization;

namespace ExPool.Benchmarks.Memory;

/// <summary>Resident bytes as parts of requested bytes.</summary>
/// <param name="Fill">All blocks allocated and written, to their bytes.</param>
/// <param name="Freed90Idle">90 % freed and some time gone by, to the bytes of the fill.</param>
/// <param name="Refill">As many allocated again, to the bytes alive then.</param>
/// <param name="FreedAllIdle">All freed and some time gone by, to the bytes of the fill.</param>
internal readonly record struct MemoryFigures(double Fill, double Freed90Idle, double Refill, double FreedAllIdle)
{
    /// <summary>One line, as a child process prints it.</summary>
    public string ToLine() =>
        string.Create(CultureInfo.InvariantCulture, $"{Fill:R} {Freed90Idle:R} {Refill:R} {FreedAllIdle:R}");

    /// <summary>Reads the line of a child process.</summary>
    /// <param name="line">The line.</param>
    /// <exception cref="FormatException">It is not four numbers.</exception>
    public static MemoryFigures Parse(string line)
    {
        string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        double[] numbers = Array.ConvertAll(parts, part => double.Parse(part, CultureInfo.InvariantCulture));
        return numbers is [double fill, double freed90, double refill, double freedAll]
            ? new(fill, freed90, refill, freedAll)
            : throw new FormatException($"'{line}' has {numbers.Length} numbers; expected 4");
    }
}
