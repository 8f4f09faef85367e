using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Model.Hal;
using ExPool.Model.Mm;
using ExPool.Model.Ob;

namespace ExPool.Model.Io;

/// <summary>Opens, reads, writes and closes files: NT's Io with a file system below it.</summary>
/// <remarks>
/// A file object is an object of type File, nonpaged 'File'; its words: 0 number of the file + 1 | 1 name, paged 'IoNm'
/// | 2 bytes of it | 3 CCB, paged 'Ntfc' | 4 private cache map | 5 whether it goes through the cache. While a file is
/// open NTFS has an FCB 'Ntff', an SCB 'Ntfs' and a nonpaged SCB 'Ntfn' of it. A request has an IRP and, past the
/// cache, an MDL; what it cannot get it is refused, and nothing stays taken.
/// </remarks>
internal sealed partial class IoManager : SystemPart
{
    private const string NameTag = "IoNm";
    private const uint LongestName = 32_767;

    private readonly SortedDictionary<int, FileControl> _files = [];
    private readonly ObjectManager _objects;

    public IoManager(SystemContext system, ObjectManager objects)
        : base(system)
    {
        _objects = objects;
        Lists = new RequestLists(system);
        Transfers = new DirectTransfers(system, Lists);
        Sections = new SectionManager(system, objects, this);
        objects[ObjectKind.File].OnDelete = Delete;
    }

    /// <inheritdoc/>
    public override string Name => "files";

    /// <summary>The files that are open or mapped.</summary>
    public IReadOnlyCollection<FileControl> Files => _files.Values;

    /// <summary>Sections and their views.</summary>
    public SectionManager Sections { get; }

    /// <summary>What keeps pages of files in RAM.</summary>
    public IFileCache? Cache { get; set; }

    /// <summary>IRPs and MDLs.</summary>
    public RequestLists Lists { get; }

    /// <summary>Transfers between disk and buffers, past the cache.</summary>
    public DirectTransfers Transfers { get; }

    /// <summary>Requests that were begun.</summary>
    public ulong RequestCount { get; private set; }

    /// <summary>Requests that there was no memory for.</summary>
    public ulong RefusedCount { get; private set; }

    /// <summary>Opens a file, and makes it if there is none: NT's ZwCreateFile.</summary>
    /// <param name="options">Which file, and how.</param>
    /// <param name="file">The file object, with one reference, which the object manager takes back; 0 when there is
    /// none.</param>
    /// <returns>Success, ObjectNameNotFound, InvalidParameter or InsufficientResources: then nothing was
    /// taken.</returns>
    public NtStatus Open(FileOpening options, out nuint file)
    {
        file = 0;
        DiskFile? found = System.Memory.Volume.Find(options.Path);
        if (options.Path.Length is 0 or > (int)LongestName || options.PageCount > DiskFile.LargestPageCount)
        {
            return NtStatus.InvalidParameter;
        }

        if (found is null && options.PageCount == 0)
        {
            return NtStatus.ObjectNameNotFound;
        }

        if (!Lists.TryAddUser())
        {
            return Refuse();
        }

        NtStatus status = OpenWithLists(options, found, out file);
        if (status != NtStatus.Success)
        {
            Lists.RemoveUser();
        }

        return status;
    }

    /// <summary>Reads a file: NT's ZwReadFile.</summary>
    /// <param name="file">The file object.</param>
    /// <param name="offset">Where in the file; past the cache, a multiple of 4096.</param>
    /// <param name="buffer">Memory for what is read.</param>
    /// <param name="byteCount">Bytes; past the cache, a multiple of 4096.</param>
    /// <returns>Success, EndOfFile, InvalidParameter, DeviceDataError or InsufficientResources.</returns>
    public NtStatus Read(nuint file, ulong offset, nuint buffer, uint byteCount) =>
        Transfer(file, offset, buffer, byteCount, isWrite: false);

    /// <summary>Writes a file: NT's ZwWriteFile. A file does not grow here.</summary>
    /// <inheritdoc cref="Read"/>
    public NtStatus Write(nuint file, ulong offset, nuint buffer, uint byteCount) =>
        Transfer(file, offset, buffer, byteCount, isWrite: true);

    /// <summary>Writes what the cache has of a file to the disk: NT's ZwFlushBuffersFile.</summary>
    public NtStatus Flush(nuint file) =>
        ControlOf(file) is FileControl control && Cache is not null ? Cache.Flush(control) : NtStatus.Success;

    /// <summary>Closes a file object: gives the reference back that <see cref="Open"/> gave.</summary>
    public void Close(nuint file) => _objects.Dereference(file);

    /// <summary>The file of a file object.</summary>
    public FileControl ControlOf(nuint file)
    {
        int number = unchecked((int)Word(file, 0)) - 1;
        if (!_files.TryGetValue(number, out FileControl? control))
        {
            // Somebody wrote over the object.
            System.Memory.Stop.Raise(BugCheckCode.ReferenceByPointer, (ulong)ObjectKind.File, file);
        }

        return control!;
    }

    /// <summary>The control of a file by its number; <see langword="null"/>: it is neither open nor mapped.</summary>
    public FileControl? Find(int number) => _files.GetValueOrDefault(number);

    /// <summary>Forgets a file that is neither open nor mapped.</summary>
    public void Forget(FileControl control)
    {
        if (control.OpenCount == 0 && control.Section is null)
        {
            _files.Remove(control.File.Number);
        }
    }

    private NtStatus OpenWithLists(FileOpening options, DiskFile? found, out nuint file)
    {
        file = 0;
        BlockList blocks = new(System.Kernel);
        nuint irp = BeginRequest();
        if (irp == 0)
        {
            return NtStatus.InsufficientResources;
        }

        uint nameByteCount = (uint)options.Path.Length * sizeof(char);
        NtStatus status = NtStatus.InsufficientResources;
        FileControl? control = found is null ? null : Find(found.Number);
        if (blocks.TryTake(PoolFlags.Paged, nameByteCount, NameTag, out nuint name)
            && blocks.TryTake(System.Structures["Ccb"], out nuint ccb)
            && TryTakeControl(blocks, control, out (nuint Fcb, nuint Scb, nuint ScbNonPaged) parts)
            && (status = _objects.Create(ObjectKind.File, out file)) == NtStatus.Success)
        {
            found ??= System.Memory.Volume.Create(options.Path, options.PageCount, options.Seed);
            if (found is null)
            {
                // An object whose first word is 0 has nothing to give back.
                _objects.Dereference(file);
                file = 0;
                status = NtStatus.InsufficientResources;
            }
            else
            {
                System.Kernel.WriteBytes(name, global::System.Text.Encoding.Unicode.GetBytes(options.Path));
                Attach(found, parts);
                Fill(file, found.Number, name, nameByteCount, ccb, options.IsCached);
            }
        }

        if (status != NtStatus.Success)
        {
            blocks.GiveBack();
            RefusedCount++;
        }

        Lists.GiveIrp(irp);
        return status;
    }

    /// <summary>The first opening of a file makes what the file system keeps of it.</summary>
    private bool TryTakeControl(
        BlockList blocks, FileControl? control, out (nuint Fcb, nuint Scb, nuint ScbNonPaged) parts)
    {
        parts = default;
        return control is { OpenCount: > 0 }
            || (blocks.TryTake(System.Structures["Fcb"], out parts.Fcb)
                && blocks.TryTake(System.Structures["Scb"], out parts.Scb)
                && blocks.TryTake(System.Structures["ScbNonPaged"], out parts.ScbNonPaged));
    }

    private void Attach(DiskFile found, (nuint Fcb, nuint Scb, nuint ScbNonPaged) parts)
    {
        if (!_files.TryGetValue(found.Number, out FileControl? control))
        {
            control = new FileControl(found);
            _files.Add(found.Number, control);
        }

        if (control.OpenCount++ == 0)
        {
            (control.Fcb, control.Scb, control.ScbNonPaged) = parts;
        }
    }

    private void Fill(nuint file, int number, nuint name, uint nameByteCount, nuint ccb, bool isCached)
    {
        SetWord(file, 0, (nuint)number + 1);
        SetWord(file, 1, name);
        SetWord(file, 2, nameByteCount);
        SetWord(file, 3, ccb);
        SetWord(file, 5, isCached ? 1u : 0);
    }

    /// <summary>The last reference to a file object is gone.</summary>
    private void Delete(nuint file)
    {
        if (Word(file, 0) == 0)
        {
            return;
        }

        FileControl control = ControlOf(file);
        nuint privateMap = Word(file, 4);
        if (privateMap != 0)
        {
            Cache!.Close(control, privateMap);
        }

        System.Kernel.Free(Word(file, 3), System.Structures["Ccb"].Tag);
        System.Kernel.Free(Word(file, 1), NameTag);
        if (--control.OpenCount == 0)
        {
            System.Kernel.Free(control.Fcb, System.Structures["Fcb"].Tag);
            System.Kernel.Free(control.Scb, System.Structures["Scb"].Tag);
            System.Kernel.Free(control.ScbNonPaged, System.Structures["ScbNonPaged"].Tag);
            control.Fcb = control.Scb = control.ScbNonPaged = 0;
            Forget(control);
        }

        Lists.RemoveUser();
    }

    private NtStatus Transfer(nuint file, ulong offset, nuint buffer, uint byteCount, bool isWrite)
    {
        FileControl control = ControlOf(file);
        if (byteCount == 0)
        {
            return NtStatus.InvalidParameter;
        }

        if (offset > control.File.ByteCount || byteCount > control.File.ByteCount - offset)
        {
            return NtStatus.EndOfFile;
        }

        nuint irp = BeginRequest();
        if (irp == 0)
        {
            return NtStatus.InsufficientResources;
        }

        NtStatus status = Word(file, 5) != 0 && Cache is not null
            ? TransferCached(file, control, offset, buffer, byteCount, isWrite)
            : TransferDirect(control, offset, buffer, byteCount, isWrite);
        Lists.GiveIrp(irp);
        RefusedCount += status == NtStatus.InsufficientResources ? 1u : 0;
        return status;
    }

    /// <summary>What RAM has of these pages goes to the disk before, and is gone after a write.</summary>
    private NtStatus TransferDirect(FileControl control, ulong offset, nuint buffer, uint byteCount, bool isWrite)
    {
        FileSection? section = control.Section;
        uint first = (uint)(offset >> PhysicalMemory.PageShift);
        uint count = byteCount >> PhysicalMemory.PageShift;
        long doneAt = 0;
        for (uint index = 0; section is not null && index < count; index++)
        {
            if (!System.Memory.Mapped.Flush(section, first + index, ref doneAt))
            {
                return NtStatus.DeviceDataError;
            }
        }

        NtStatus status = Transfers.Run(control.File, offset, buffer, byteCount, isWrite);
        for (uint index = 0; isWrite && section is not null && index < count; index++)
        {
            System.Memory.Mapped.Drop(section, first + index);
        }

        return status;
    }

    private NtStatus TransferCached(
        nuint file, FileControl control, ulong offset, nuint buffer, uint byteCount, bool isWrite)
    {
        if (Word(file, 4) == 0)
        {
            NtStatus status = Cache!.Open(control, out nuint privateMap);
            if (status != NtStatus.Success)
            {
                return status;
            }

            SetWord(file, 4, privateMap);
        }

        return isWrite
            ? Cache!.Write(control, offset, buffer, byteCount)
            : Cache!.Read(control, offset, buffer, byteCount);
    }

    private nuint BeginRequest()
    {
        RequestCount++;
        nuint irp = Lists.TakeIrp();
        RefusedCount += irp == 0 ? 1u : 0;
        return irp;
    }

    private NtStatus Refuse()
    {
        RefusedCount++;
        return NtStatus.InsufficientResources;
    }

    private nuint Word(nuint file, int index) => _objects.Memory.Read(file, index * _objects.Memory.Width);

    private void SetWord(nuint file, int index, nuint value) =>
        _objects.Memory.Write(file, index * _objects.Memory.Width, value);
}
