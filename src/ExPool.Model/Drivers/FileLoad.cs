using System;
using ExPool.Ke;
using ExPool.Model.Io;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Opens files, and reads and writes blocks of them at a rate, through the system cache or past it.</summary>
/// <remarks>
/// Its table of file objects is a paged block 'FlLd', its buffer another. Each block of a file holds words of its own
/// number, or zeros before it was written: what a read finds is compared. Done + refused = requests.
/// </remarks>
internal sealed class FileLoad(DriverArguments arguments) : SystemProgram(arguments)
{
    private const string Tag = "FlLd";
    private const uint MostPerTick = 4096;

    private nuint _files;
    private nuint _buffer;
    private long _startedAt = -1;
    private ulong _requestCount;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "FileLoad",
        "opens, reads and writes files at a rate, through the system cache or past it",
        [
            DriverParameter.Number("files", DriverUnit.Count, "16", 1, 65_536, "files"),
            DriverParameter.Number("size", DriverUnit.Bytes, "4MB", 4096, 1UL << 34, "bytes of each file"),
            DriverParameter.Number("block", DriverUnit.Bytes, "16KB", 4096, 1 << 20, "bytes of each request"),
            DriverParameter.Number("rate", DriverUnit.PerSecond, "200/s", 1, 100_000, "requests in a second"),
            DriverParameter.Number("writes", DriverUnit.Count, "25", 0, 100, "of a hundred requests, those that write"),
            DriverParameter.Choice("cached", ["yes", "no"], "whether requests go through the system cache"),
        ],
        arguments => new FileLoad(arguments));

    /// <summary>Requests that were done.</summary>
    public ulong DoneCount { get; private set; }

    /// <summary>Requests, opening among them, that found no memory.</summary>
    public ulong RefusedCount { get; private set; }

    /// <summary>Requests that the disk failed.</summary>
    public ulong FailedCount { get; private set; }

    /// <summary>Blocks that did not hold what was written.</summary>
    public ulong DamagedCount { get; private set; }

    private uint BlockByteCount => (uint)Arguments["block"] / 4096 * 4096;

    private uint BlocksPerFile => (uint)Math.Max(1, Arguments["size"] / BlockByteCount);

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        if (IsStopping)
        {
            FreeAll(kernel);
            return Ended;
        }

        if (_files == 0 && !TryStart(kernel))
        {
            RefusedCount++;
            return Patience;
        }

        ulong due = Due(Arguments["rate"], _startedAt, kernel.Now);
        for (uint count = 0; _requestCount < due && count < MostPerTick; count++)
        {
            _requestCount++;
            Count(Do(kernel));
        }

        return Tick;
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        writer.Write((ulong)_files);
        writer.Write((ulong)_buffer);
        writer.Write(_startedAt);
        writer.Write(_requestCount);
        writer.Write(DoneCount);
        writer.Write(RefusedCount);
        writer.Write(FailedCount);
        writer.Write(DamagedCount);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _files = (nuint)reader.ReadUInt64();
        _buffer = (nuint)reader.ReadUInt64();
        _startedAt = reader.ReadInt64();
        _requestCount = reader.ReadUInt64();
        DoneCount = reader.ReadUInt64();
        RefusedCount = reader.ReadUInt64();
        FailedCount = reader.ReadUInt64();
        DamagedCount = reader.ReadUInt64();
    }

    private bool TryStart(IKernel kernel)
    {
        _files = kernel.Allocate(PoolFlags.Paged, (nuint)Arguments["files"] * sizeof(ulong), Tag);
        _buffer = _files == 0 ? 0 : kernel.Allocate(PoolFlags.Paged, BlockByteCount, Tag);
        if (_buffer == 0)
        {
            FreeAll(kernel);
            return false;
        }

        _startedAt = kernel.Now.Ticks;
        return true;
    }

    private NtStatus Do(IKernel kernel)
    {
        IoManager io = ServicesOf(kernel).Files;
        ulong number = kernel.Random.Next((uint)Arguments["files"]);
        nuint place = Fields.PlaceOf(_files, number);
        nuint file = (nuint)kernel.Read<ulong>(place);
        if (file == 0)
        {
            NtStatus status = io.Open(
                new FileOpening($@"\fileload\{number}.dat")
                {
                    PageCount = (uint)((ulong)BlocksPerFile * BlockByteCount / 4096),
                    IsCached = Arguments.Is("cached", "yes"),
                },
                out file);
            if (status != NtStatus.Success)
            {
                return status;
            }

            kernel.Write(place, (ulong)file);
        }

        ulong block = kernel.Random.Next(BlocksPerFile);
        bool isWrite = kernel.Random.Next(100) < Arguments["writes"];
        return Transfer(kernel, io, file, (number << 32) | (block + 1), block * BlockByteCount, isWrite);
    }

    private NtStatus Transfer(IKernel kernel, IoManager io, nuint file, ulong mark, ulong offset, bool isWrite)
    {
        if (isWrite)
        {
            kernel.Fill(_buffer, BlockByteCount, (byte)(mark & byte.MaxValue));
            kernel.Write(_buffer, mark);
            return io.Write(file, offset, _buffer, BlockByteCount);
        }

        NtStatus status = io.Read(file, offset, _buffer, BlockByteCount);
        if (status == NtStatus.Success)
        {
            bool isWritten = kernel.Read<ulong>(_buffer) != 0;
            byte value = isWritten ? (byte)(mark & byte.MaxValue) : (byte)0;
            bool isRight = !isWritten || kernel.Read<ulong>(_buffer) == mark;
            kernel.Write(_buffer, value * 0x0101_0101_0101_0101UL);
            if (!isRight || kernel.FindOther(_buffer, BlockByteCount, value) != BlockByteCount)
            {
                DamagedCount++;
                kernel.Log("fileload.sys: a file does not hold what was written");
            }
        }

        return status;
    }

    private void Count(NtStatus status)
    {
        DoneCount += status == NtStatus.Success ? 1u : 0;
        RefusedCount += status == NtStatus.InsufficientResources ? 1u : 0;
        FailedCount += status is not (NtStatus.Success or NtStatus.InsufficientResources) ? 1u : 0;
    }

    private void FreeAll(IKernel kernel)
    {
        for (ulong index = 0; _buffer != 0 && index < Arguments["files"]; index++)
        {
            nuint file = (nuint)kernel.Read<ulong>(Fields.PlaceOf(_files, index));
            if (file != 0)
            {
                ServicesOf(kernel).Files.Close(file);
            }
        }

        if (_files != 0)
        {
            kernel.Free(_files, Tag);
        }

        if (_buffer != 0)
        {
            kernel.Free(_buffer, Tag);
        }

        _files = _buffer = 0;
    }
}
