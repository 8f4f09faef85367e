using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using ExPool.Ke;
using ExPool.Model.Ke;

namespace ExPool.Model.Cm;

/// <summary>The hives that every Windows loads, filled with keys to a usual size.</summary>
/// <remarks>SYSTEM is "typically around 3 MB" (docs/sources.md#registry); the other sizes are unverified. What is
/// written depends on nothing but the size: keys of four values of 16 to 1,023 bytes.</remarks>
internal static class BaseHives
{
    /// <summary>The hive that boot needs.</summary>
    public const string SystemName = "SYSTEM";

    private const uint ValuesPerKey = 4;
    private const uint LeastData = 16;
    private const uint DataRange = 1008;
    private const uint Binary = 3;

    /// <summary>Names and bytes, in the order in which they are loaded.</summary>
    public static IReadOnlyList<(string Name, uint ByteCount)> All { get; } =
    [
        (SystemName, 3 << 20),
        ("SOFTWARE", 8 << 20),
        ("SECURITY", 64 << 10),
        ("SAM", 64 << 10),
        ("DEFAULT", 256 << 10),
        ("NTUSER", 1 << 20),
    ];

    /// <summary>Writes keys until a hive is as large as it is to be, or so many keys are written.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="hive">The hive.</param>
    /// <param name="byteCount">Bytes of bins that it is to have.</param>
    /// <param name="mostKeys">Keys that are written at most.</param>
    /// <param name="next">The number of the next key; counts on.</param>
    public static NtStatus Fill(Registry registry, nuint hive, uint byteCount, uint mostKeys, ref uint next)
    {
        NtStatus status = registry.OpenRoot(hive, out nuint root);
        if (status != NtStatus.Success)
        {
            return status;
        }

        for (uint left = mostKeys; left != 0 && registry.LengthOf(hive) < byteCount; left--)
        {
            status = WriteKey(registry, root, next);
            if (status != NtStatus.Success)
            {
                break;
            }

            next++;
        }

        registry.Close(root);
        return status;
    }

    /// <summary>The bytes of a value that a number gives.</summary>
    public static byte[] Data(ulong seed, uint byteCount)
    {
        SeededRandom random = new(seed);
        byte[] data = new byte[byteCount];
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        for (int index = 0; index < data.Length; index += word.Length)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, random.Next());
            word[..Math.Min(word.Length, data.Length - index)].CopyTo(data.AsSpan(index));
        }

        return data;
    }

    private static NtStatus WriteKey(Registry registry, nuint root, uint number)
    {
        string name = number.ToString("X8", CultureInfo.InvariantCulture);
        NtStatus status = registry.CreateKey(root, name, out nuint key);
        if (status != NtStatus.Success)
        {
            return status;
        }

        for (uint value = 0; value < ValuesPerKey && status == NtStatus.Success; value++)
        {
            ulong seed = ((ulong)number * ValuesPerKey) + value;
            uint byteCount = LeastData + (uint)(new SeededRandom(seed).Next() % DataRange);
            status = registry.SetValue(
                key, value.ToString(CultureInfo.InvariantCulture), Binary, Data(seed, byteCount));
        }

        if (status != NtStatus.Success)
        {
            _ = registry.DeleteKey(key);
        }

        registry.Close(key);
        return status;
    }
}
