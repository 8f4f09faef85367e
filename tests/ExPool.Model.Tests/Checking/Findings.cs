using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace ExPool.Model.Tests.Checking;

/// <summary>What is wrong with a machine, a line each; the first fifty.</summary>
internal sealed class Findings
{
    private const int MaximumCount = 50;

    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Says so unless a condition holds; the text is made only then.</summary>
    public void Expect(bool condition, [InterpolatedStringHandlerArgument(nameof(condition))] ref FindingText text)
    {
        if (!condition && _lines.Count < MaximumCount)
        {
            _lines.Add(text.ToString());
        }
    }

    public void ExpectEqual(ulong expected, ulong actual, string what)
    {
        if (expected != actual && _lines.Count < MaximumCount)
        {
            _lines.Add($"{what} is {actual}; expected {expected}");
        }
    }
}

/// <summary>A text that is put together only when it is needed.</summary>
[InterpolatedStringHandler]
internal ref struct FindingText
{
    private DefaultInterpolatedStringHandler _text;

    public FindingText(int literalLength, int formattedCount, bool condition, out bool isNeeded)
    {
        isNeeded = !condition;
        _text = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);

    public override string ToString() => _text.ToStringAndClear();
}
