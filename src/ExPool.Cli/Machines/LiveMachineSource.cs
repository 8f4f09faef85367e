using System;
using System.Globalization;
using System.IO;
using System.Text.Json.Serialization.Metadata;
using ExPool.Inspection;
using ExPool.Model;
using ExPool.Model.Drivers;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Machines;

/// <summary>A machine that runs in another process: its counters are asked for at each capture, the whole of it when
/// its memory is looked at.</summary>
internal sealed class LiveMachineSource : IMachineSource
{
    private readonly string _name;
    private LiveCounters _last;
    private MachineSource? _copy;

    private LiveMachineSource(string name, LiveCounters first)
    {
        _name = name;
        _last = first;
    }

    /// <inheritdoc/>
    public SnapshotOrigin Origin => _last.Snapshot.Origin with { ProcessId = _last.ProcessId };

    /// <inheritdoc/>
    public Computer Machine => Copy().Machine;

    /// <inheritdoc/>
    public bool IsRunning => true;

    /// <inheritdoc/>
    public PoolReader? Blocks => Copy().Blocks;

    /// <inheritdoc/>
    public string? WhyNoBlocks => null;

    /// <inheritdoc/>
    public bool IsAlive
    {
        get
        {
            using Stream? stream = LiveEndpoint.Connect(_name);
            return stream is not null;
        }
    }

    /// <summary>Opens a machine; <see langword="null"/> when none of that name runs.</summary>
    /// <param name="name">The machine's name.</param>
    /// <exception cref="SourceException">It does not answer.</exception>
    public static LiveMachineSource? TryOpen(string name)
    {
        using Stream? stream = LiveEndpoint.Connect(name);
        return stream is null ? null : new LiveMachineSource(name, Ask(name, stream));
    }

    /// <inheritdoc/>
    public PoolSnapshot Capture()
    {
        using Stream stream = Connect();
        _last = Ask(_name, stream);
        return _last.Snapshot with { Origin = Origin };
    }

    /// <inheritdoc/>
    public MemoryReport ReadMemory() => _last.Memory;

    /// <summary>How far its pools can grow.</summary>
    public LiveReach ReadReach() => Ask(LiveProtocol.Reach, LiveJson.Default.LiveReach);

    /// <summary>Loads a driver into it.</summary>
    /// <param name="text">The driver, as the catalog reads it.</param>
    /// <returns>The driver's number.</returns>
    public int LoadDriver(string text) => Ask($"{LiveProtocol.LoadDriver} {text}", LiveJson.Default.LiveDriver).Number;

    /// <summary>Asks a driver what it tells of itself.</summary>
    /// <param name="number">What <see cref="LoadDriver"/> gave.</param>
    public LiveDriver AskDriver(int number) => Ask(LiveProtocol.AskDriver, number, "");

    /// <summary>Tells a driver something.</summary>
    /// <param name="number">What <see cref="LoadDriver"/> gave.</param>
    /// <param name="name">What it is about.</param>
    /// <param name="value">The new value.</param>
    public void ControlDriver(int number, string name, string value) =>
        Ask(LiveProtocol.ControlDriver, number, $" {name} {value}");

    /// <summary>Tells a driver to stop.</summary>
    /// <param name="number">What <see cref="LoadDriver"/> gave.</param>
    public void StopDriver(int number) => Ask(LiveProtocol.StopDriver, number, "");

    /// <inheritdoc/>
    public void Dispose() => _copy?.Dispose();

    private LiveDriver Ask(string word, int number, string rest) =>
        Ask(string.Create(CultureInfo.InvariantCulture, $"{word} {number}{rest}"), LiveJson.Default.LiveDriver);

    private T Ask<T>(string request, JsonTypeInfo<T> type)
    {
        using Stream stream = Connect();
        try
        {
            Request(_name, stream, request);
            return LiveProtocol.Read(stream, type);
        }
        catch (IOException failure)
        {
            throw Gone(_name, failure);
        }
    }

    private static LiveCounters Ask(string name, Stream stream)
    {
        try
        {
            Request(name, stream, LiveProtocol.Counters);
            return LiveProtocol.Read(stream, LiveJson.Default.LiveCounters);
        }
        catch (IOException failure)
        {
            throw Gone(name, failure);
        }
    }

    private static void Request(string name, Stream stream, string word)
    {
        LiveProtocol.WriteLine(stream, word);
        string answer = LiveProtocol.ReadLine(stream);
        if (answer != LiveProtocol.Ok)
        {
            throw new SourceException($"model:{name} does not answer: {answer}", SourceException.NotAvailable);
        }
    }

    private static SourceException Gone(string name, Exception failure) =>
        new($"model:{name} is gone: {failure.Message}", SourceException.NotAvailable);

    private MachineSource Copy()
    {
        if (_copy is null)
        {
            using Stream stream = Connect();
            try
            {
                Request(_name, stream, LiveProtocol.State);
                using BufferedStream buffered = new(stream, LiveProtocol.BufferByteCount);
                _copy = new MachineSource(Computer.Load(buffered, DriverCatalog.MakeKinds()), _name);
            }
            catch (Exception failure) when (failure is IOException or ComputerException)
            {
                throw Gone(_name, failure);
            }
        }

        return _copy;
    }

    private Stream Connect() => LiveEndpoint.Connect(_name)
        ?? throw new SourceException($"model:{_name} is gone", SourceException.NotAvailable);
}
