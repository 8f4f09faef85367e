using System;
using System.Collections.Generic;
using System.Globalization;

namespace ExPool.Cli.CommandLine;

/// <summary>Registry values as they are typed: PagedPoolSize=0xFFFFFFFF.</summary>
internal static class RegistryText
{
    /// <summary>Reads values; of a name that is given twice the last one counts.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="settings">What was typed.</param>
    /// <exception cref="ToolException">One is no value.</exception>
    public static Dictionary<string, ulong> Parse(string option, string[] settings)
    {
        Dictionary<string, ulong> values = new(StringComparer.OrdinalIgnoreCase);
        foreach (string setting in settings)
        {
            string[] parts = setting.Split('=', 2);
            string number = parts.Length == 2 ? parts[1] : "";
            bool isHexadecimal = number.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            if (!ulong.TryParse(
                isHexadecimal ? number[2..] : number,
                isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
                CultureInfo.InvariantCulture,
                out ulong value))
            {
                throw new ToolException(
                    $"{option} '{setting}' is not a registry value; expected NAME=NUMBER, as PagedPoolSize=192000000");
            }

            values[parts[0]] = value;
        }

        return values;
    }
}
