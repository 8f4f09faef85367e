using System;
using System.Collections.Generic;

namespace ExPool.Model.Drivers;

/// <summary>One thing that may be said about a driver: its name, what it may be, and what it is when nobody says
/// so.</summary>
public sealed class DriverParameter
{
    private readonly DriverUnit? _unit;
    private readonly ulong _smallest;
    private readonly ulong _largest;
    private readonly string[] _choices;

    private DriverParameter(
        string name, string description, DriverUnit? unit, ulong smallest, ulong largest, string[] choices, string text)
    {
        (Name, Description, Default) = (name, description, text);
        (_unit, _smallest, _largest, _choices) = (unit, smallest, largest, choices);
        DefaultValue = TryParse(text, out ulong value)
            ? value
            : throw new ArgumentException($"The default '{text}' of '{name}' is none; expected {Range}", nameof(text));
    }

    /// <summary>How it is named in a driver's text.</summary>
    public string Name { get; }

    /// <summary>What it is for, in one line.</summary>
    public string Description { get; }

    /// <summary>What it is when nobody says so.</summary>
    public string Default { get; }

    /// <summary>What it may be: "16B to 100MB", or "paged or nonpaged".</summary>
    public string Range =>
        _unit is null ? string.Join(" or ", _choices) : $"{_unit.ToText(_smallest)} to {_unit.ToText(_largest)}";

    /// <summary>The values by name, where it is one of a few.</summary>
    public IReadOnlyList<string> Choices => _choices;

    /// <summary>The default as a number.</summary>
    internal ulong DefaultValue { get; }

    /// <summary>A parameter that is a number.</summary>
    internal static DriverParameter Number(
        string name, DriverUnit unit, string text, ulong smallest, ulong largest, string description) =>
        new(name, description, unit, smallest, largest, [], text);

    /// <summary>A parameter that is one of a few words, the first of which is the default.</summary>
    internal static DriverParameter Choice(string name, string[] choices, string description) =>
        new(name, description, null, 0, 0, choices, choices[0]);

    /// <summary>Reads a value; a word is its number among the choices.</summary>
    /// <returns>False when it is none, or out of range.</returns>
    internal bool TryParse(string text, out ulong value)
    {
        if (_unit is not null)
        {
            return _unit.TryParse(text, out value) && value >= _smallest && value <= _largest;
        }

        int index = Array.IndexOf(_choices, text);
        value = index < 0 ? 0 : (ulong)index;
        return index >= 0;
    }

    /// <summary>Writes a value as <see cref="TryParse"/> reads it.</summary>
    internal string ToText(ulong value) => _unit is null ? _choices[value] : _unit.ToText(value);
}
