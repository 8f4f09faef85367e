using System;
using System.Collections.Generic;
using System.Linq;

namespace ExPool.Model.Drivers;

/// <summary>What was said about a driver: a value for each of its parameters.</summary>
internal sealed class DriverArguments
{
    private readonly ulong[] _values;

    private DriverArguments(DriverEntry entry, ulong[] values) => (Entry, _values) = (entry, values);

    /// <summary>Which driver.</summary>
    public DriverEntry Entry { get; }

    /// <summary>A value by the name of its parameter.</summary>
    public ulong this[string name] => _values[IndexOf(name)];

    /// <summary>Reads "rate=50MB/s,pool=nonpaged"; what is not named has its default.</summary>
    /// <exception cref="ComputerException">There is no such parameter, it is named twice, or its value is none; one
    /// line names what there is.</exception>
    public static DriverArguments Parse(DriverEntry entry, string text)
    {
        ulong[] values = [.. entry.Parameters.Select(parameter => parameter.DefaultValue)];
        HashSet<string> named = [];
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            (string name, string value) = Cut(part, '=');
            int index = IndexOf(entry.Parameters, name);
            if (index < 0)
            {
                throw new ComputerException(
                    $"driver {entry.Name} has no parameter '{name}'; expected one of: {NamesOf(entry)}");
            }

            if (!named.Add(name))
            {
                throw new ComputerException($"driver {entry.Name}: '{name}' is given twice; expected once");
            }

            values[index] = ValueOf(entry, entry.Parameters[index], value);
        }

        return new DriverArguments(entry, values);
    }

    /// <summary>The same, but for one value.</summary>
    /// <exception cref="ComputerException">The value is none.</exception>
    public DriverArguments With(string name, string value)
    {
        ulong[] values = [.. _values];
        int index = IndexOf(name);
        values[index] = ValueOf(Entry, Entry.Parameters[index], value);
        return new DriverArguments(Entry, values);
    }

    /// <summary>Whether a parameter is one of its words.</summary>
    public bool Is(string name, string choice) => Entry.Parameters[IndexOf(name)].Choices[(int)this[name]] == choice;

    /// <summary>A parameter that is a time.</summary>
    public TimeSpan Time(string name) => TimeSpan.FromTicks((long)this[name]);

    /// <summary>All parameters as <see cref="Parse"/> reads them.</summary>
    public override string ToString() =>
        string.Join(',', Entry.Parameters.Select(
            (parameter, index) => $"{parameter.Name}={parameter.ToText(_values[index])}"));

    /// <summary>Parts a text at a sign; the second part is empty when the sign is missing.</summary>
    public static (string Before, string After) Cut(string text, char sign)
    {
        int at = text.IndexOf(sign, StringComparison.Ordinal);
        return at < 0 ? (text.Trim(), "") : (text[..at].Trim(), text[(at + 1)..].Trim());
    }

    private static ulong ValueOf(DriverEntry entry, DriverParameter parameter, string text) =>
        parameter.TryParse(text, out ulong value)
            ? value
            : throw new ComputerException(
                $"driver {entry.Name}: '{parameter.Name}' is '{text}'; expected {parameter.Range}, "
                + $"as {parameter.Default}");

    private static string NamesOf(DriverEntry entry) =>
        string.Join(", ", entry.Parameters.Select(parameter => parameter.Name));

    private static int IndexOf(IReadOnlyList<DriverParameter> parameters, string name)
    {
        for (int index = 0; index < parameters.Count; index++)
        {
            if (parameters[index].Name == name)
            {
                return index;
            }
        }

        return -1;
    }

    private int IndexOf(string name)
    {
        int index = IndexOf(Entry.Parameters, name);
        return index >= 0
            ? index
            : throw new ArgumentException($"{Entry.Name} has no parameter '{name}'.", nameof(name));
    }
}
