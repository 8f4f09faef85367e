using System.IO;
using ExPool.Model.Saving;

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
}
