using System;
using System.Text;

namespace ExPool.Snapshots.Reading;

/// <summary>Text out of memory, made safe to print.</summary>
internal static class PlainText
{
    /// <summary>Decodes UTF-8; bytes that are no text, and control characters, become '?'.</summary>
    /// <param name="bytes">The bytes, without the closing 0.</param>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        // What nearly every text is; found by a search that is fast before anything is compiled for speed.
        if (bytes.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0)
        {
            return Encoding.ASCII.GetString(bytes);
        }

        string text = Encoding.UTF8.GetString(bytes);
        return string.Create(text.Length, text, static (characters, source) =>
        {
            for (int index = 0; index < source.Length; index++)
            {
                char character = source[index];
                characters[index] = char.IsControl(character) || character == '\uFFFD' ? '?' : character;
            }
        });
    }
}
