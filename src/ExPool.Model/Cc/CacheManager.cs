using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Io;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Ob;

namespace ExPool.Model.Cc;

/// <summary>Keeps files in RAM: copies through views of 256 KB, and writes what is dirty later: NT's Cc.</summary>
/// <remarks>
/// Pages are the memory manager's, in the system's working set; the cache has views of them. A file in use has a
/// nonpaged shared cache map 'CcSc', each opening of it a private one 'CcPc', each view a VACB and paged prototype
/// entries 'MmSt'. The views are ordered by use; when addresses or pool run out the oldest one ends.
/// </remarks>
internal sealed class CacheManager : SystemPart, IFileCache
{
    private const uint ViewPageCount = FileChunk.PageCount;
    private const int PageByteCount = (int)PhysicalMemory.PageByteCount;

    // Of the views, and of the files that nobody uses, so much goes in a second while paged pool is short.
    private const int TrimShare = 8;

    private readonly SortedDictionary<int, SharedCacheMap> _maps = [];
    private readonly LinkedList<CacheView> _byUse = [];
    private readonly Dictionary<CacheView, LinkedListNode<CacheView>> _nodes = new(ReferenceEqualityComparer.Instance);
    private readonly IoManager _io;
    private readonly ObjectManager _objects;
    private readonly byte[] _page = new byte[PageByteCount];

    public CacheManager(SystemContext system, ObjectManager objects, IoManager io, EventLog events)
        : base(system)
    {
        (_io, _objects) = (io, objects);
        Vacbs = new VacbTable(system, objects);
        Writer = new LazyWriter(system, io, events);
        io.Cache = this;
    }

    /// <inheritdoc/>
    public override string Name => "cache";

    /// <summary>What writes dirty pages.</summary>
    public LazyWriter Writer { get; }

    /// <summary>What describes views.</summary>
    public VacbTable Vacbs { get; }

    /// <summary>Views that there are.</summary>
    public int ViewCount => _byUse.Count;

    /// <summary>The most views that there ever were.</summary>
    public int ViewPeak { get; private set; }

    /// <summary>Views that ended so that others, or pools, could have what they took.</summary>
    public ulong ViewsTaken { get; private set; }

    private MappedFiles Mapped => System.Memory.Mapped;

    private SystemRange Range => System.Memory.Space[SystemVaType.SystemCache];

    /// <summary>The most views: as the release limits the system cache, and its addresses do.</summary>
    private ulong MostViews => Math.Min(
        System.Limits.SystemCacheMaximum.ByteCount ?? ulong.MaxValue,
        Range.Pages.Length << PhysicalMemory.PageShift) / (ViewPageCount << PhysicalMemory.PageShift);

    /// <inheritdoc/>
    public NtStatus Open(FileControl file, out nuint privateMap)
    {
        privateMap = 0;
        BlockList blocks = new(System.Kernel);
        if (!System.Memory.Space.Has(SystemVaType.SystemCache))
        {
            return NtStatus.NotSupported;
        }

        if (!blocks.TryTake(System.Structures["PrivateCacheMap"], out nuint own))
        {
            return NtStatus.InsufficientResources;
        }

        if (!_maps.TryGetValue(file.File.Number, out SharedCacheMap? map))
        {
            if (!blocks.TryTake(System.Structures["SharedCacheMap"], out nuint shared)
                || !_io.Sections.TryAddUser(file))
            {
                blocks.GiveBack();
                return NtStatus.InsufficientResources;
            }

            map = new SharedCacheMap(file, shared);
            _maps.Add(file.File.Number, map);
        }

        map.OpenCount++;
        _objects.Memory.Write(own, 0, map.Address);
        privateMap = own;
        return NtStatus.Success;
    }

    /// <inheritdoc/>
    public void Close(FileControl file, nuint privateMap)
    {
        System.Kernel.Free(privateMap, System.Structures["PrivateCacheMap"].Tag);
        SharedCacheMap map = MapOf(file);
        if (--map.OpenCount == 0)
        {
            foreach (CacheView view in new List<CacheView>(map.Views.Values))
            {
                End(view);
            }

            _maps.Remove(file.File.Number);
            System.Kernel.Free(map.Address, System.Structures["SharedCacheMap"].Tag);
            _io.Sections.RemoveUser(file);
        }
    }

    /// <inheritdoc/>
    public NtStatus Read(FileControl file, ulong offset, nuint buffer, uint byteCount) =>
        Copy(file, offset, buffer, byteCount, isWrite: false);

    /// <inheritdoc/>
    public NtStatus Write(FileControl file, ulong offset, nuint buffer, uint byteCount)
    {
        uint pageCount = DirectTransfers.PagesOf((nuint)(offset % PhysicalMemory.PageByteCount), byteCount);
        Writer.Throttle(pageCount);
        return Copy(file, offset, buffer, byteCount, isWrite: true);
    }

    /// <inheritdoc/>
    public NtStatus Flush(FileControl file) =>
        file.Section is FileSection section ? Writer.Flush(section) : NtStatus.Success;

    /// <inheritdoc/>
    public override void Second() => Writer.Run();

    /// <summary>Gives paged pool back: an eighth of the views, those used longest ago, and an eighth of the files that
    /// nobody has open, with what of them is in RAM.</summary>
    /// <returns>Whether anything was given back.</returns>
    public bool TrimViews()
    {
        int unused = _io.Sections.UnusedCount;
        bool isAny = unused > 0 && _io.Sections.TrimUnused((unused + TrimShare - 1) / TrimShare) > 0;
        for (int left = (ViewCount + TrimShare - 1) / TrimShare; left > 0; left--)
        {
            isAny |= TryTakeOldest();
        }

        return isAny;
    }

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        Vacbs.Save(writer);
        Writer.Save(writer);
        writer.Write(ViewPeak);
        writer.Write(ViewsTaken);
        writer.Write(_maps.Count);
        foreach (SharedCacheMap map in _maps.Values)
        {
            writer.Write(map.File.File.Number);
            writer.Write((ulong)map.Address);
            writer.Write(map.OpenCount);
        }

        writer.Write(_byUse.Count);
        foreach (CacheView view in _byUse)
        {
            writer.Write((ulong)view.View.Start);
            writer.Write(view.Vacb);
        }
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        Vacbs.Load(reader);
        Writer.Load(reader);
        ViewPeak = (int)reader.ReadUInt32("the most views of the cache", int.MaxValue);
        ViewsTaken = reader.ReadUInt64();
        for (uint left = reader.ReadUInt32("the number of cached files"); left > 0; left--)
        {
            long at = reader.Offset;
            int number = reader.ReadIndex("a cached file", DiskVolume.LargestFileCount);
            nuint address = (nuint)reader.ReadUInt64();
            _objects.CheckBlock(at, "a shared cache map", address);
            if (_io.Find(number) is not { Section: not null, SectionUserCount: > 0 } file || address == 0
                || _maps.ContainsKey(number))
            {
                throw StateReader.Damaged(at, $"file {number} is cached at 0x{address:X}; expected a mapped one, once");
            }

            _maps.Add(number, new SharedCacheMap(file, address)
            {
                OpenCount = reader.ReadBetween("the opens of a cached file", 1, file.OpenCount),
            });
        }

        LoadViews(reader);
    }

    private void LoadViews(StateReader reader)
    {
        HashSet<int> vacbs = [];
        uint count = reader.ReadUInt32("the number of views of the cache", (uint)Mapped.Views.Count);
        for (uint left = count; left > 0; left--)
        {
            long at = reader.Offset;
            nuint start = (nuint)reader.ReadUInt64();
            int vacb = (int)reader.ReadUInt32("the number of a VACB", int.MaxValue);
            bool isRight = Mapped.Find(start) is FileView found && found.Start == start
                && found.PageCount == ViewPageCount && System.Memory.Space.Find(start)?.Type == SystemVaType.SystemCache
                && _maps.TryGetValue(found.Section.File.Number, out SharedCacheMap? map)
                && Vacbs.IsUsed(vacb) && vacbs.Add(vacb)
                && map.Views.TryAdd(found.FirstPage / ViewPageCount, Add(map, found, vacb));
            if (!isRight)
            {
                throw StateReader.Damaged(
                    at, $"the cache has a view at 0x{start:X} with VACB {vacb}; expected one of a cached file, once");
            }
        }

        if (Vacbs.Count() != count)
        {
            throw StateReader.Damaged(
                reader.Offset, $"{Vacbs.Count()} VACBs are used by {count} views; expected one each");
        }
    }

    private SharedCacheMap MapOf(FileControl file)
    {
        if (!_maps.TryGetValue(file.File.Number, out SharedCacheMap? map))
        {
            // Somebody wrote over the file object, which says that its file is cached.
            System.Memory.Stop.Raise(BugCheckCode.ReferenceByPointer, (ulong)ObjectKind.File, file.Fcb);
        }

        return map!;
    }

    private CacheView Add(SharedCacheMap map, FileView view, int vacb)
    {
        CacheView added = new(map, view.FirstPage / ViewPageCount, view, vacb);
        _nodes.Add(added, _byUse.AddLast(added));
        return added;
    }

    private NtStatus Copy(FileControl file, ulong offset, nuint buffer, uint byteCount, bool isWrite)
    {
        SharedCacheMap map = MapOf(file);
        uint done = 0;
        while (done < byteCount)
        {
            uint page = (uint)((offset + done) >> PhysicalMemory.PageShift);
            uint within = (uint)((offset + done) % PhysicalMemory.PageByteCount);
            uint count = Math.Min(byteCount - done, PageByteCount - within);
            if (ViewOf(map, page / ViewPageCount) is not CacheView view)
            {
                return NtStatus.InsufficientResources;
            }

            nuint address = view.View.Start + ((nuint)(page % ViewPageCount) << PhysicalMemory.PageShift) + within;
            NtStatus status = Mapped.Probe(address);
            if (status != NtStatus.Success)
            {
                return status == NtStatus.NoMemory ? NtStatus.InsufficientResources : status;
            }

            Span<byte> part = _page.AsSpan(0, (int)count);
            System.Kernel.ReadBytes(isWrite ? buffer + done : address, part);
            System.Kernel.WriteBytes(isWrite ? address : buffer + done, part);
            if (isWrite)
            {
                Mapped.MarkDirty(file.Section!, page);
            }

            done += count;
        }

        return NtStatus.Success;
    }

    /// <summary>The view of a part of a file, which is then the one used last.</summary>
    /// <returns><see langword="null"/> when there is no memory for one.</returns>
    private CacheView? ViewOf(SharedCacheMap map, uint chunk)
    {
        if (map.Views.TryGetValue(chunk, out CacheView? view))
        {
            LinkedListNode<CacheView> node = _nodes[view];
            _byUse.Remove(node);
            _byUse.AddLast(node);
            return view;
        }

        view = TryBegin(map, chunk);
        while (view is null && TryTakeOldest())
        {
            view = TryBegin(map, chunk);
        }

        return view;
    }

    private CacheView? TryBegin(SharedCacheMap map, uint chunk)
    {
        nuint address = (ulong)ViewCount < MostViews ? Range.Take(ViewPageCount) : 0;
        if (address == 0)
        {
            return null;
        }

        int vacb = Vacbs.Take();
        if (vacb < 0 || !_io.Sections.TryMap(map.File, chunk * ViewPageCount, address, ViewPageCount))
        {
            if (vacb >= 0)
            {
                Vacbs.Give(vacb);
            }

            Range.Return(address, ViewPageCount);
            return null;
        }

        CacheView view = Add(map, Mapped.Find(address)!, vacb);
        map.Views.Add(chunk, view);
        Vacbs.Fill(vacb, view);
        ViewPeak = Math.Max(ViewPeak, ViewCount);
        return view;
    }

    private bool TryTakeOldest()
    {
        if (_byUse.First?.Value is not CacheView view)
        {
            return false;
        }

        End(view);
        _ = _io.Sections.TryFreeChunk(view.View.Section, view.Chunk);
        ViewsTaken++;
        return true;
    }

    private void End(CacheView view)
    {
        Mapped.Unmap(view.View);
        Range.Return(view.View.Start, ViewPageCount);
        Vacbs.Give(view.Vacb);
        view.Map.Views.Remove(view.Chunk);
        _byUse.Remove(_nodes[view]);
        _nodes.Remove(view);
    }
}
