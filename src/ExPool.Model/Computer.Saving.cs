using System;
using System.IO;
using ExPool.Ke;
using ExPool.Model.Ke;
using ExPool.Model.Profiles;
using ExPool.Model.Saving;
using ExPool.Snapshots;

namespace ExPool.Model;

// A machine in a file, and back: docs/reference/saved-machine.md.
public sealed partial class Computer
{
    private const string KernelPart = "kernel";
    private const string EndPart = "end";

    private Computer(StateReader reader, DriverKinds kinds)
    {
        Options = SavedOptions.Read(reader);
        _parts = new ComputerParts(Options, SavedLayout.Read(reader), new Calls(this));
        try
        {
            _parts.Load(reader);
            _kernel = ReadQuietly(reader, OpenKernel);
            _kernel.Services = ReadQuietly(reader, LoadServices);
            SavedDrivers.Read(reader, kinds, _drivers);
            _parts.Dispatcher.Load(reader, _drivers.Count);
            _parts.Scheduler.Load(reader, [.. _drivers.ConvertAll(driver => driver.ThreadCount)]);
            reader.Expect(EndPart);
            reader.ExpectEnd("the content");
        }
        catch (Exception)
        {
            _parts.Dispose();
            throw;
        }
    }

    /// <summary>Writes the whole machine. Loaded, it goes on as this one does: everything is there but who listens to
    /// it, and where its paging files lie in the host.</summary>
    /// <param name="stream">Where to, from where it stands; it stays open.</param>
    /// <exception cref="ComputerException">The machine runs now, or is larger than what can be saved.</exception>
    public void Save(Stream stream)
    {
        if (_isRunning)
        {
            throw new ComputerException("a machine that runs cannot be saved; expected that Run has returned");
        }

        BlockWriter blocks = new(stream);
        StateWriter writer = new(blocks);
        blocks.Write(MakeHeader());
        _parts.Save(writer);
        writer.Begin(KernelPart);
        writer.Write((ulong)_kernel.DebuggerData);
        writer.Write(_kernel.RunningDriver);
        _kernel.Services.Save(writer);
        SavedDrivers.Write(writer, _drivers);
        _parts.Dispatcher.Save(writer);
        _parts.Scheduler.Save(writer);
        writer.Begin(EndPart);
        blocks.Finish();
    }

    /// <summary>Writes the whole machine into a file. One that is there already is replaced when the new one is
    /// complete.</summary>
    /// <exception cref="ComputerException">As for a stream; or the file cannot be written.</exception>
    public void Save(string path) => SavedFile.Write(path, Save);

    /// <summary>Makes a machine that was saved.</summary>
    /// <param name="stream">Where it begins; it stays open, and stands after the machine.</param>
    /// <param name="kinds">Makes its drivers.</param>
    /// <exception cref="ComputerException">It is no saved machine, has another version, is damaged, or has drivers that
    /// nobody can make. One line says where, and what was expected.</exception>
    public static Computer Load(Stream stream, DriverKinds kinds) =>
        new(new StateReader(new BlockReader(stream)), kinds);

    /// <summary>Makes a machine that was saved into a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kinds">Makes its drivers.</param>
    /// <exception cref="ComputerException">As for a stream; or the file cannot be read, or goes on after the
    /// machine.</exception>
    public static Computer Load(string path, DriverKinds kinds) =>
        SavedFile.Read(path, stream => Load(stream, kinds));

    /// <summary>What is needed before parts can be made; read once before it is written, because what is out of bounds
    /// there could never be loaded.</summary>
    private ReadOnlySpan<byte> MakeHeader()
    {
        MemoryStream header = new();
        StateWriter writer = new(header);
        SavedOptions.Write(writer, Options);
        SavedLayout.Write(writer, _parts.Layout);
        header.Position = 0;
        StateReader reader = new(header);
        try
        {
            _ = SavedOptions.Read(reader);
            _ = SavedLayout.Read(reader);
        }
        catch (ComputerException exception)
        {
            throw new ComputerException($"a machine like this one cannot be saved: {exception.Message}", exception);
        }

        return header.ToArray();
    }

    /// <summary>Opens the pools in memory.</summary>
    private ModelKernel OpenKernel(StateReader reader)
    {
        reader.Expect(KernelPart);
        nuint root = (nuint)reader.ReadUInt64();
        int running = reader.ReadInt32("the running driver");
        ModelKernel kernel = IsWide
            ? new ModelKernel<X64>(_parts, root)
            : new ModelKernel<X86>(_parts, root);
        kernel.RunningDriver = running;
        return kernel;
    }

    /// <summary>Reads what looks at memory, which may be anything. Nothing may move pages meanwhile: nothing did when
    /// they were saved.</summary>
    private T ReadQuietly<T>(StateReader reader, Func<StateReader, T> read)
    {
        long at = reader.Offset;
        IPageMover? mover = _parts.Core.Mover;
        _parts.Core.Mover = null;
        try
        {
            return read(reader);
        }
        catch (Exception exception) when (IsOfDamage(exception))
        {
            throw new ComputerException(
                $"the saved machine is damaged at offset {at} of its content: {exception.Message}", exception);
        }
        finally
        {
            _parts.Core.Mover = mover;
        }
    }

    /// <summary>Makes the components of the system as they were. Which there are depends on the release, whose name may
    /// be any text.</summary>
    private SystemServices LoadServices(StateReader reader)
    {
        try
        {
            SystemServices services = MakeServices();
            services.Load(reader);
            return services;
        }
        catch (ProfileException exception)
        {
            throw new ComputerException($"the saved machine cannot be made: {exception.Message}", exception);
        }
    }

    // What comes of a root block, or of page tables, that are none.
    private static bool IsOfDamage(Exception exception) =>
        exception is SnapshotFormatException or BugCheckException or PoolException or InvalidOperationException;
}
