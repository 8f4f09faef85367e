using System;
using System.Collections.Generic;
using ExPool.Mm;
using ExPool.Model.Hal;
using ExPool.Model.Ke;

namespace ExPool.Model.Mm;

/// <summary>The paging files together: finds a place for pages, and says when there is none.</summary>
internal sealed class PagingFiles : IDisposable
{
    // NT makes a file longer by some megabytes at a time, so that it is not done often. Unverified number.
    private const uint GrowthPageCount = 16 << 20 >> PhysicalMemory.PageShift;

    private readonly List<PagingFile> _files = [];
    private readonly CommitCharge _commit;

    public PagingFiles(
        IReadOnlyList<PagingFileOptions> options, Disk disk, CommitCharge commit, PteFormat format)
    {
        _commit = commit;
        if (options.Count > format.MaximumPagingFileCount)
        {
            throw new ComputerException(
                $"{options.Count} paging files; expected at most {format.MaximumPagingFileCount}");
        }

        try
        {
            foreach (PagingFileOptions file in options)
            {
                _files.Add(new PagingFile(_files.Count, file, disk, format.MaximumPagingFileOffset));
            }
        }
        catch (Exception)
        {
            Dispose();
            throw;
        }

        commit.Extend = TryExtend;
    }

    /// <summary>The files by number.</summary>
    public IReadOnlyList<PagingFile> Files => _files;

    /// <summary>Pages by which all of them together may still grow.</summary>
    public ulong RoomToGrow
    {
        get
        {
            ulong sum = 0;
            foreach (PagingFile file in _files)
            {
                sum += file.MaximumPageCount - file.PageCount;
            }

            return sum;
        }
    }

    /// <summary>Pages that can be written now.</summary>
    public ulong FreeCount => Sum(file => file.FreeCount);

    /// <summary>Pages of all files that can ever hold something.</summary>
    public ulong UsablePageCount => Sum(file => file.PageCount == 0 ? 0 : file.PageCount - 1);

    /// <summary>The file that a table entry names.</summary>
    public PagingFile Of(PteFormat format, ulong entry) => _files[format.PagingFileOf(entry)];

    /// <summary>Takes places that follow each other in the file with the most room.</summary>
    /// <returns>The file; <see langword="null"/> when all are full.</returns>
    public PagingFile? Take(uint wished, out uint place, out uint count)
    {
        place = 0;
        count = 0;
        PagingFile? best = null;
        foreach (PagingFile file in _files)
        {
            if (file.FreeCount > (best?.FreeCount ?? 0))
            {
                best = file;
            }
        }

        if (best is null)
        {
            return TryExtend(1) ? Take(wished, out place, out count) : null;
        }

        place = best.Take(wished, out count);
        return best;
    }

    /// <summary>Gives the place back that a table entry names, if it names one.</summary>
    public void ReleaseIfAny(PteFormat format, ulong entry)
    {
        if (format.StateOf(entry) == PteState.PagingFile)
        {
            Of(format, entry).Release((uint)format.PagingFileOffsetOf(entry));
        }
    }

    /// <summary>Writes every file.</summary>
    public void Save(StateWriter writer) => _files.ForEach(file => file.Save(writer));

    /// <summary>Reads what was written.</summary>
    public void Load(StateReader reader) => _files.ForEach(file => file.Load(reader));

    /// <inheritdoc/>
    public void Dispose() => _files.ForEach(file => file.Dispose());

    private bool TryExtend(ulong pageCount)
    {
        foreach (PagingFile file in _files)
        {
            uint wished = (uint)Math.Min(uint.MaxValue, Math.Max(pageCount, GrowthPageCount));
            ulong before = UsablePageCount;
            file.Grow(wished);
            ulong added = UsablePageCount - before;
            _commit.Limit += added;
            if (added >= pageCount)
            {
                return true;
            }

            pageCount -= added;
        }

        return false;
    }

    private ulong Sum(Func<PagingFile, uint> value)
    {
        ulong sum = 0;
        _files.ForEach(file => sum += value(file));
        return sum;
    }
}
