using System.Globalization;

namespace ExPool.Cli.Screens;

/// <summary>Whole numbers as screens show them: the same digits in every country, and a dash for what is not
/// known.</summary>
internal static class NumberText
{
    /// <summary>The digits, without groups.</summary>
    /// <param name="value">The number; <see langword="null"/> shows as -.</param>
    public static string Text(ulong? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
