using System;
using System.Buffers.Binary;
using System.IO;
using ExPool.Model.Ke;
using ExPool.Model.Saving;
using Xunit;

namespace ExPool.Model.Tests.Saving;

/// <summary>Takes saved machines apart and puts them together again, with right checksums.</summary>
internal static class SavedContent
{
    /// <summary>The content of all blocks.</summary>
    public static byte[] Unpack(byte[] file)
    {
        using BlockReader blocks = new(new MemoryStream(file));
        MemoryStream content = new();
        blocks.CopyTo(content);
        return content.ToArray();
    }

    /// <summary>A file with such a content.</summary>
    public static byte[] Pack(byte[] content)
    {
        MemoryStream file = new();
        using BlockWriter blocks = new(file);
        blocks.Write(content);
        blocks.Finish();
        return file.ToArray();
    }

    /// <summary>Changes words of what a part has saved, one at a time; the part must refuse each in one line that says
    /// what was expected.</summary>
    public static void AssertForgeriesAreRefused(
        byte[] right, (int Word, ulong Value)[] changes, Action<StateReader> load)
    {
        foreach ((int word, ulong value) in changes)
        {
            byte[] forged = [.. right];
            BinaryPrimitives.WriteUInt64LittleEndian(forged.AsSpan(word * sizeof(ulong)), value);
            ComputerException refused = Assert.Throws<ComputerException>(
                () => load(new StateReader(new MemoryStream(forged))));
            Assert.Contains("; expected ", refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', refused.Message);
        }
    }
}
