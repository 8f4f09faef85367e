using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Serves files as a file server does: requests come as interrupts, wait in a queue, and are served by worker
/// threads; whatever is allocated is freed in time.</summary>
/// <remarks>
/// A request is a nonpaged block 'Irp '; an open file is a nonpaged 'File' and a paged 'MmSt' for its section, as on NT
/// (docs/sources.md#drivers); names 'FsNm' and sessions 'FsSe' are paged. When a pool is exhausted the request is
/// refused and the server goes on. Allocated = served + refused + waiting.
/// </remarks>
internal sealed class FileServer(DriverArguments arguments) : CatalogDriver(arguments)
{
    private const int RequestByteCount = 0x1A8;
    private const int FileByteCount = 0xD8;
    private const int SessionByteCount = 256;
    private const uint LargestName = 520;
    private const uint LargestSection = 4096;
    private const uint CloseShare = 4;

    // A request: 0 link, 8 session, 16 file, 24 seed.
    private const int SessionOffset = 8;
    private const int FileOffset = 16;
    private const int SeedOffset = 24;

    // A file: 8 session that opened it, 16 its section, 24 bytes of that, 32 their checksum.
    private const int SectionOffset = 16;
    private const int SectionLengthOffset = 24;
    private const int SumOffset = 32;

    private nuint _queue;
    private nuint _sessions;
    private nuint _files;
    private bool _isListening;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "FileServer",
        "serves files: interrupts, a work queue, IRPs, file objects, paged names and sessions; frees all in time",
        [
            DriverParameter.Number("rate", DriverUnit.PerSecond, "200/s", 1, 50_000, "requests in a second"),
            DriverParameter.Number("files", DriverUnit.Count, "500", 1, 1_000_000, "files that may be open at once"),
            DriverParameter.Number("sessions", DriverUnit.Count, "20", 1, 100_000, "clients"),
            DriverParameter.Number("workers", DriverUnit.Count, "2", 1, 64, "threads that serve"),
        ],
        arguments => new FileServer(arguments));

    /// <summary>Requests that were served.</summary>
    public ulong ServedCount { get; private set; }

    /// <summary>Requests that found no memory.</summary>
    public ulong RefusedCount { get; private set; }

    /// <summary>Contents that were not what was written.</summary>
    public ulong DamagedCount { get; private set; }

    /// <inheritdoc/>
    public override int ThreadCount => (int)Arguments["workers"];

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        if (_queue == 0)
        {
            return IsStopping ? Ended : Start(kernel);
        }

        nuint request = new BlockQueue(_queue).Take(kernel);
        if (request != 0)
        {
            Serve(kernel, request);
            kernel.Free(request, "Irp ");
            return TimeSpan.Zero;
        }

        if (!IsStopping || _isListening)
        {
            return Tick;
        }

        FreeAll(kernel);
        return Ended;
    }

    /// <summary>A request has come: it becomes a block in the queue.</summary>
    public override void Deferred(IKernel kernel, ulong context)
    {
        _isListening = !IsStopping;
        if (IsStopping)
        {
            return;
        }

        nuint request = kernel.Allocate(PoolFlags.NonPaged, RequestByteCount, "Irp ");
        if (request == 0)
        {
            RefusedCount++;
        }
        else
        {
            kernel.SetField(request, SessionOffset, (ulong)kernel.Random.Next((uint)Arguments["sessions"]));
            kernel.SetField(request, FileOffset, (ulong)kernel.Random.Next((uint)Arguments["files"]));
            kernel.SetField(request, SeedOffset, kernel.Random.Next());
            new BlockQueue(_queue).Append(kernel, request);
        }

        Listen(kernel);
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        writer.Write(_queue);
        writer.Write(_sessions);
        writer.Write(_files);
        writer.Write(_isListening);
        writer.Write(ServedCount);
        writer.Write(RefusedCount);
        writer.Write(DamagedCount);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _queue = (nuint)reader.ReadUInt64();
        _sessions = (nuint)reader.ReadUInt64();
        _files = (nuint)reader.ReadUInt64();
        _isListening = reader.ReadBoolean();
        ServedCount = reader.ReadUInt64();
        RefusedCount = reader.ReadUInt64();
        DamagedCount = reader.ReadUInt64();
    }

    private TimeSpan Start(IKernel kernel)
    {
        _sessions = kernel.Allocate(PoolFlags.Paged, (nuint)Arguments["sessions"] * sizeof(ulong), "FsSe");
        _files = kernel.Allocate(PoolFlags.Paged, (nuint)Arguments["files"] * sizeof(ulong), "FsSe");
        _queue = kernel.Allocate(PoolFlags.NonPaged, BlockQueue.ByteCount, "FsQu");
        if (_sessions == 0 || _files == 0 || _queue == 0)
        {
            FreeTables(kernel);
            return Patience;
        }

        Listen(kernel);
        return Tick;
    }

    /// <summary>The next request comes after a while that varies.</summary>
    private void Listen(IKernel kernel)
    {
        _isListening = true;
        uint mean = (uint)(TimeSpan.TicksPerSecond / (long)Arguments["rate"]);
        kernel.StartDevice(TimeSpan.FromTicks(kernel.Random.Between(1, (2 * mean) - 1)), 0);
    }

    private void Serve(IKernel kernel, nuint request)
    {
        ulong seed = kernel.Field(request, SeedOffset);
        ulong nameByteCount = 32 + (seed % (LargestName - 32));
        nuint name = kernel.Allocate(PoolFlags.Paged, (nuint)nameByteCount, "FsNm");
        if (name == 0)
        {
            RefusedCount++;
            return;
        }

        ulong sum = Contents.Write(kernel, name, nameByteCount, seed);
        bool isServed = Do(kernel, request, seed);
        Check(Contents.Sum(kernel, name, nameByteCount) == sum, kernel);
        kernel.Free(name, "FsNm");
        ServedCount += isServed ? 1u : 0;
        RefusedCount += isServed ? 0u : 1;
    }

    private bool Do(IKernel kernel, nuint request, ulong seed)
    {
        nuint slot = Fields.PlaceOf(_files, kernel.Field(request, FileOffset));
        nuint file = (nuint)kernel.Read<ulong>(slot);
        if (file == 0)
        {
            file = Open(kernel, kernel.Field(request, SessionOffset), seed);
            kernel.Write(slot, (ulong)file);
            return file != 0;
        }

        nuint section = (nuint)kernel.Field(file, SectionOffset);
        ulong byteCount = kernel.Field(file, SectionLengthOffset);
        Check(Contents.Sum(kernel, section, byteCount) == kernel.Field(file, SumOffset), kernel);
        if (seed % CloseShare == 0)
        {
            Close(kernel, file);
            kernel.Write(slot, 0UL);
        }

        return true;
    }

    private nuint Open(IKernel kernel, ulong session, ulong seed)
    {
        ulong byteCount = 64 + (seed % (LargestSection - 64));
        nuint file = kernel.Allocate(PoolFlags.NonPaged, FileByteCount, "File");
        nuint section = file == 0 ? 0 : kernel.Allocate(PoolFlags.Paged, (nuint)byteCount, "MmSt");
        if (section == 0 || !TryJoin(kernel, session))
        {
            FreeIfAny(kernel, section, "MmSt");
            FreeIfAny(kernel, file, "File");
            return 0;
        }

        kernel.SetField(file, SessionOffset, session);
        kernel.SetField(file, SectionOffset, (ulong)section);
        kernel.SetField(file, SectionLengthOffset, byteCount);
        kernel.SetField(file, SumOffset, Contents.Write(kernel, section, byteCount, seed));
        return file;
    }

    private void Close(IKernel kernel, nuint file)
    {
        Leave(kernel, kernel.Field(file, SessionOffset));
        kernel.Free((nuint)kernel.Field(file, SectionOffset), "MmSt");
        kernel.Free(file, "File");
    }

    /// <summary>Counts a file for its session; the first file of a session makes it.</summary>
    private bool TryJoin(IKernel kernel, ulong number)
    {
        nuint slot = Fields.PlaceOf(_sessions, number);
        nuint session = (nuint)kernel.Read<ulong>(slot);
        if (session == 0)
        {
            session = kernel.Allocate(PoolFlags.Paged, SessionByteCount, "FsSe");
            if (session == 0)
            {
                return false;
            }

            kernel.Write(slot, (ulong)session);
        }

        kernel.Write(session, unchecked(kernel.Read<ulong>(session) + 1));
        return true;
    }

    /// <summary>The last file of a session takes it along.</summary>
    private void Leave(IKernel kernel, ulong number)
    {
        nuint slot = Fields.PlaceOf(_sessions, number);
        nuint session = (nuint)kernel.Read<ulong>(slot);
        ulong left = unchecked(kernel.Read<ulong>(session) - 1);
        kernel.Write(session, left);
        if (left == 0)
        {
            kernel.Free(session, "FsSe");
            kernel.Write(slot, 0UL);
        }
    }

    private void Check(bool isSame, IKernel kernel)
    {
        if (!isSame)
        {
            DamagedCount++;
            kernel.Log("fileserver.sys: a block does not hold what was written");
        }
    }

    private void FreeAll(IKernel kernel)
    {
        for (ulong index = 0; index < Arguments["files"]; index++)
        {
            nuint file = (nuint)kernel.Read<ulong>(Fields.PlaceOf(_files, index));
            if (file != 0)
            {
                Close(kernel, file);
            }
        }

        FreeTables(kernel);
    }

    private void FreeTables(IKernel kernel)
    {
        FreeIfAny(kernel, _sessions, "FsSe");
        FreeIfAny(kernel, _files, "FsSe");
        FreeIfAny(kernel, _queue, "FsQu");
        _sessions = _files = _queue = 0;
    }

    private static void FreeIfAny(IKernel kernel, nuint block, PoolTag tag)
    {
        if (block != 0)
        {
            kernel.Free(block, tag);
        }
    }
}
