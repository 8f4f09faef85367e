using System.Globalization;

namespace ExPool.Benchmarks.Reports;

/// <summary>Numbers with the digits that mean something.</summary>
internal static class NumberText
{
    /// <summary>A measured value: three digits, or all before the point.</summary>
    /// <param name="value">The value; unknown is a dash.</param>
    public static string Of(double? value) => value switch
    {
        null => "-",
        < 10 => value.Value.ToString("0.00", CultureInfo.InvariantCulture),
        < 100 => value.Value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0", CultureInfo.InvariantCulture),
    };

    /// <summary>A ratio: two digits after the point.</summary>
    /// <param name="value">The value; unknown is a dash.</param>
    public static string Ratio(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";
}
