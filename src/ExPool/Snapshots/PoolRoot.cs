using System;
using System.Buffers.Binary;
using ExPool.Ke;
using ExPool.Snapshots.Layouts;
using ExPool.Snapshots.Reading;

namespace ExPool.Snapshots;

/// <summary>The root block of an executive's tables: whose pools these are, and where everything else lies.</summary>
public sealed class PoolRoot
{
    private const ulong PageByteCount = 0x1000;

    private PoolRoot(PoolArea nonPaged, PoolArea paged)
    {
        NonPaged = nonPaged;
        Paged = paged;
    }

    /// <summary>The address of the root block in its own process.</summary>
    public required ulong Address { get; init; }

    /// <summary>The name of the executive.</summary>
    public required string Name { get; init; }

    /// <summary>The process that the pools live in; <see langword="null"/> when it is no process.</summary>
    public required int? ProcessId { get; init; }

    /// <summary>When the pools were started; <see langword="null"/> when it is not written.</summary>
    public required DateTimeOffset? StartedAt { get; init; }

    /// <summary>Bytes reserved for the tables, from <see cref="Address"/> on.</summary>
    public required ulong TablesByteCount { get; init; }

    /// <summary>Bytes of the tables that were given out so far.</summary>
    public required ulong TablesUsedByteCount { get; init; }

    /// <summary>The stop that ended the pools; <see langword="null"/> while they run.</summary>
    public required BugCheck? Stop { get; init; }

    internal ulong ProcessorsAddress { get; init; }

    internal uint ProcessorCount { get; init; }

    internal ulong TagsAddress { get; init; }

    internal uint TagCount { get; init; }

    internal ulong ProcessesAddress { get; init; }

    internal uint ProcessCount { get; init; }

    internal ulong LookasideLists { get; init; }

    internal uint LookasideCount { get; init; }

    internal PoolArea NonPaged { get; }

    internal PoolArea Paged { get; }

    internal PoolArea this[PoolKind kind] => kind == PoolKind.Paged ? Paged : NonPaged;

    /// <summary>Reads a root block and checks that its numbers can be those of an executive.</summary>
    /// <param name="bytes">The block; <see cref="PoolLayout.RootByteCount"/> bytes.</param>
    /// <param name="layout">Its layout.</param>
    /// <exception cref="SnapshotFormatException">It is no root block of this version, or damaged.</exception>
    public static PoolRoot Parse(ReadOnlySpan<byte> bytes, PoolLayout layout)
    {
        RootLayout offsets = layout.Root;
        if (bytes.Length < offsets.ByteCount)
        {
            throw new SnapshotFormatException(
                $"truncated: {bytes.Length} bytes are there; a root block has {offsets.ByteCount}.");
        }

        CheckForm(bytes, layout);
        ulong address = Word(bytes, offsets.TablesAddress);
        PoolArea nonPaged = PoolArea.Parse(
            bytes[offsets.NonPagedPool..], layout.Pool, PoolKind.NonPaged, address + (ulong)offsets.NonPagedPool);
        PoolArea paged = PoolArea.Parse(
            bytes[offsets.PagedPool..], layout.Pool, PoolKind.Paged, address + (ulong)offsets.PagedPool);
        PoolRoot root = new(nonPaged, paged)
        {
            Address = address,
            Name = ReadName(bytes.Slice(offsets.Name, offsets.NameByteCount)),
            ProcessId = Half(bytes, offsets.ProcessId) is uint process and > 0 and <= int.MaxValue
                ? (int)process
                : null,
            StartedAt = ReadTime((long)Word(bytes, offsets.StartedAt)),
            TablesByteCount = Word(bytes, offsets.TablesByteCount),
            TablesUsedByteCount = Word(bytes, offsets.TablesUsedByteCount),
            Stop = ReadStop(bytes, offsets),
            ProcessorsAddress = Word(bytes, offsets.ProcessorsAddress),
            ProcessorCount = Half(bytes, offsets.ProcessorCount),
            TagsAddress = Word(bytes, offsets.TagsAddress),
            TagCount = Half(bytes, offsets.TagCount),
            ProcessesAddress = Word(bytes, offsets.ProcessesAddress),
            ProcessCount = Half(bytes, offsets.ProcessCount),
            LookasideLists = layout.ReadLink(bytes[offsets.LookasideLists..]),
            LookasideCount = Half(bytes, offsets.LookasideCount),
        };
        root.CheckCounts(Half(bytes, offsets.ProcessorMaximum), Half(bytes, offsets.TagMaximum));
        return root;
    }

    /// <summary>Checks signature, version and the fixed sizes, and that the tables' own range makes sense.</summary>
    private static void CheckForm(ReadOnlySpan<byte> bytes, PoolLayout layout)
    {
        RootLayout offsets = layout.Root;
        ulong signature = Word(bytes, offsets.Signature);
        Require(
            signature == offsets.SignatureValue, $"starts with 0x{signature:X16}; expected the bytes EXPOOLKD", 0);
        ulong address = Word(bytes, offsets.TablesAddress);
        RequireField(bytes, offsets.Version, "Version", offsets.VersionValue, address);
        RequireField(bytes, offsets.RootByteCount, "RootByteCount", (uint)offsets.ByteCount, address);
        RequireField(bytes, offsets.PointerByteCount, "PointerByteCount", (uint)layout.PointerByteCount, address);
        RequireField(bytes, offsets.PageByteCount, "PageByteCount", (uint)layout.Block.PageByteCount, address);
        RequireField(bytes, offsets.UnitByteCount, "UnitByteCount", (uint)layout.Block.UnitByteCount, address);
        RequireField(bytes, offsets.HeaderByteCount, "HeaderByteCount", (uint)layout.Block.HeaderByteCount, address);
        RequireField(
            bytes,
            offsets.FirstBlockByteOffset,
            "FirstBlockByteOffset",
            (uint)layout.Block.FirstBlockByteOffset,
            address);
        RequireField(bytes, offsets.UnitsPerPage, "UnitsPerPage", (uint)layout.Block.UnitsPerPage, address);
        RequireField(
            bytes, offsets.LookasideClassCount, "LookasideClassCount", (uint)layout.Lookaside.ClassCount, address);
        Require(
            address != 0 && address % PageByteCount == 0,
            $"has TablesAddress 0x{address:X}; expected a page's address", address);
        ulong total = Word(bytes, offsets.TablesByteCount);
        Require(
            total >= (ulong)offsets.ByteCount && total <= SnapshotLimits.TablesByteCount && total % PageByteCount == 0,
            $"has TablesByteCount {total}; expected whole pages, {offsets.ByteCount}..{SnapshotLimits.TablesByteCount}",
            address);
        Require(
            address <= ulong.MaxValue - total,
            $"has TablesAddress 0x{address:X} with {total} bytes; that wraps",
            address);
        ulong used = Word(bytes, offsets.TablesUsedByteCount);
        Require(
            used >= (ulong)offsets.ByteCount && used <= total,
            $"has TablesUsedByteCount {used}; expected {offsets.ByteCount}..{total}", address);
    }

    private static void RequireField(ReadOnlySpan<byte> bytes, int offset, string name, uint expected, ulong address)
    {
        uint value = Half(bytes, offset);
        Require(value == expected, $"has {name} {value}; expected {expected}", address);
    }

    private static void Require(bool holds, string complaint, ulong address)
    {
        if (!holds)
        {
            throw new SnapshotFormatException($"The root block {complaint}.", address);
        }
    }

    private void CheckCounts(uint processorMaximum, uint tagMaximum)
    {
        Require(
            processorMaximum <= SnapshotLimits.ProcessorCount,
            $"has ProcessorMaximum {processorMaximum}; expected at most {SnapshotLimits.ProcessorCount}", Address);
        Require(
            ProcessorCount <= processorMaximum,
            $"has ProcessorCount {ProcessorCount}; expected at most {processorMaximum}", Address);
        Require(
            tagMaximum <= SnapshotLimits.TagCount,
            $"has TagMaximum {tagMaximum}; expected at most {SnapshotLimits.TagCount}", Address);
        Require(
            LookasideCount <= SnapshotLimits.ListCount && ProcessCount <= SnapshotLimits.ListCount,
            $"has LookasideCount {LookasideCount} and ProcessCount {ProcessCount}; "
            + $"expected at most {SnapshotLimits.ListCount} each",
            Address);
        Require(TagCount <= tagMaximum, $"has TagCount {TagCount}; expected at most {tagMaximum}", Address);
    }

    private static string ReadName(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return PlainText.Decode(end < 0 ? bytes : bytes[..end]);
    }

    private static DateTimeOffset? ReadTime(long milliseconds)
    {
        // Up to the year 9999, what DateTimeOffset holds.
        const long Maximum = 253_402_300_799_999;
        return milliseconds is > 0 and <= Maximum ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
    }

    private static BugCheck? ReadStop(ReadOnlySpan<byte> bytes, RootLayout offsets)
    {
        const uint Stopped = 2;
        if (Half(bytes, offsets.StopState) != Stopped)
        {
            return null;
        }

        return new BugCheck(
            (BugCheckCode)Half(bytes, offsets.StopCode),
            Word(bytes, offsets.StopParameters),
            Word(bytes, offsets.StopParameters + 8),
            Word(bytes, offsets.StopParameters + 16),
            Word(bytes, offsets.StopParameters + 24),
            new PoolTag(Half(bytes, offsets.StopTag)),
            Word(bytes, offsets.StopAddress));
    }

    private static ulong Word(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[offset..]);

    private static uint Half(ReadOnlySpan<byte> bytes, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
