using System.Globalization;

namespace ExPool.Benchmarks.CommandLine;

/// <summary>Reads the numbers of options; a refusal names the option and what was expected.</summary>
internal static class OptionNumbers
{
    /// <summary>Reads a whole number.</summary>
    /// <param name="option">The option.</param>
    /// <param name="text">What was typed.</param>
    /// <param name="minimum">The least allowed.</param>
    /// <param name="maximum">The most allowed.</param>
    public static int Integer(string option, string text, int minimum, int maximum) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
        && value >= minimum && value <= maximum
            ? value
            : throw new BenchException(
                $"{option} '{text}' is not allowed; expected a whole number from {minimum} to {maximum}");
}
