using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace ExPool.Contract.Tests.Support;

/// <summary>What the Linux kernel lets this process do with its memory.</summary>
internal static class MemoryMap
{
    /// <summary>The rights of the mapping that holds an address, such as <c>rw-p</c>.</summary>
    public static string RightsOf(nuint address)
    {
        foreach (string[] words in File.ReadLines("/proc/self/maps").Select(line => line.Split(' ', 3)))
        {
            nuint[] range = [.. words[0].Split('-').Select(
                word => nuint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            if (address >= range[0] && address < range[1])
            {
                return words[1];
            }
        }

        throw new InvalidOperationException($"Nothing is mapped at 0x{address:X}.");
    }
}
