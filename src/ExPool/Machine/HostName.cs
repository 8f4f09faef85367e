using System;
using System.Text;

namespace ExPool.Machine;

/// <summary>The rule for names that other processes find pools by.</summary>
internal static class HostName
{
    /// <summary>The root block holds 32 bytes, the last of which is 0.</summary>
    public const int MaximumByteCount = 31;

    /// <summary>Refuses a name that could not be found again.</summary>
    /// <param name="name">The name to check.</param>
    public static void Check(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        int byteCount = Encoding.UTF8.GetByteCount(name);
        if (byteCount > MaximumByteCount)
        {
            throw new ArgumentException(
                $"The name '{name}' has {byteCount} bytes of UTF-8; at most {MaximumByteCount} fit.", nameof(name));
        }

        foreach (char character in name)
        {
            if (char.IsControl(character) || character is '/' or '\\')
            {
                throw new ArgumentException(
                    $"The name '{name}' holds a slash or a control character; neither can be in it.", nameof(name));
            }
        }
    }
}
