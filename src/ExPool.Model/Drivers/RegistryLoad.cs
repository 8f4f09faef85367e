using System;
using System.Collections.Generic;
using System.Globalization;
using ExPool.Ke;
using ExPool.Model.Cm;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Writes keys and values into a hive of its own until the registry refuses, and goes on trying; unloads what
/// it loaded when it is told to stop.</summary>
/// <remarks>Value n is of key n / values, which is in group key / 256. A value that is read back must be what was
/// written. The keys that were written last stay open.</remarks>
internal sealed class RegistryLoad(DriverArguments arguments) : SystemProgram(arguments)
{
    private const uint KeysPerGroup = 256;
    private const uint Binary = 3;
    private const uint MostValuesPerTick = 4096;
    private const uint BaseKeysPerTick = 400;
    private const ulong MostValues = 1UL << 40;

    private readonly OpenKeys _open = new();
    private nuint _hive;
    private nuint _root;
    private nuint _group;
    private nuint _key;
    private uint _baseIndex;
    private uint _baseNext;
    private ulong _baseLoaded;
    private long _startedAt = -1;
    private bool _wasRefused;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "RegistryLoad",
        "writes keys and values at a rate until the registry refuses, goes on trying, reads them back; frees all",
        [
            DriverParameter.Number("rate", DriverUnit.PerSecond, "500/s", 1, 1_000_000, "values written in a second"),
            DriverParameter.Number("data", DriverUnit.Bytes, "256B", 0, KeyTree.LongestData, "bytes of a value"),
            DriverParameter.Number("values", DriverUnit.Count, "8", 1, 1000, "values of a key"),
            DriverParameter.Number("open", DriverUnit.Count, "100", 1, 100_000, "keys that stay open"),
            DriverParameter.Choice(
                "base", ["no", "yes"], "whether it first loads SYSTEM, SOFTWARE and the other usual hives"),
        ],
        arguments => new RegistryLoad(arguments));

    /// <summary>Values that were written.</summary>
    public ulong WrittenCount { get; private set; }

    /// <summary>Requests that were refused.</summary>
    public ulong RefusedCount { get; private set; }

    /// <summary>Values that were not what was written.</summary>
    public ulong DamagedCount { get; private set; }

    /// <summary>The last refusal.</summary>
    public NtStatus LastRefusal { get; private set; }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, ulong> Tell() => new Dictionary<string, ulong>
    {
        ["written"] = WrittenCount,
        ["refused"] = RefusedCount,
        ["damaged"] = DamagedCount,
    };

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        Registry registry = ServicesOf(kernel).Registry;
        if (IsStopping)
        {
            return FreeAll(kernel, registry) ? Ended : Tick;
        }

        if (_hive == 0)
        {
            NtStatus status = Start(kernel, registry);
            return status == NtStatus.Success ? Tick : Refuse(kernel, status);
        }

        if (Arguments.Is("base", "yes") && _baseIndex < BaseHives.All.Count)
        {
            NtStatus status = LoadBase(registry);
            return status == NtStatus.Success ? Tick : Refuse(kernel, status);
        }

        Write(kernel, registry);
        ReadBack(kernel, registry);
        return Tick;
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        foreach (nuint address in (nuint[])[_hive, _root, _group, _key])
        {
            writer.Write(address);
        }

        _open.Save(writer);
        writer.Write(_baseIndex);
        writer.Write(_baseNext);
        writer.Write(_baseLoaded);
        writer.Write(_startedAt);
        writer.Write(_wasRefused);
        writer.Write(WrittenCount);
        writer.Write(RefusedCount);
        writer.Write(DamagedCount);
        writer.Write((uint)LastRefusal);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _hive = (nuint)reader.ReadUInt64();
        _root = (nuint)reader.ReadUInt64();
        _group = (nuint)reader.ReadUInt64();
        _key = (nuint)reader.ReadUInt64();
        _open.Load(reader);
        _baseIndex = (uint)reader.ReadUpTo("the number of a hive", (ulong)BaseHives.All.Count);
        _baseNext = (uint)reader.ReadUpTo("the number of a key", uint.MaxValue);
        _baseLoaded = reader.ReadUInt64();
        _startedAt = reader.ReadInt64();
        _wasRefused = reader.ReadBoolean();
        WrittenCount = reader.ReadUpTo("the number of values", MostValues);
        RefusedCount = reader.ReadUInt64();
        DamagedCount = reader.ReadUInt64();
        LastRefusal = (NtStatus)reader.ReadUpTo("a status", uint.MaxValue);
    }

    private static string NameOf(ulong number) => number.ToString("X8", CultureInfo.InvariantCulture);

    private TimeSpan Refuse(IKernel kernel, NtStatus status)
    {
        RefusedCount++;
        LastRefusal = status;
        if (!_wasRefused)
        {
            _wasRefused = true;
            kernel.Log($"registryload.sys: refused with 0x{(uint)status:X8} after {WrittenCount} values");
        }

        return Tick;
    }

    private NtStatus Start(IKernel kernel, Registry registry)
    {
        NtStatus status = _open.Start(kernel, (uint)Arguments["open"])
            ? NtStatus.ObjectNameCollision
            : NtStatus.InsufficientResources;

        // Another one may have the name.
        for (int number = 0; status == NtStatus.ObjectNameCollision; number++)
        {
            status = registry.CreateHive($"LOAD{number}", out _hive);
        }

        if (status == NtStatus.Success)
        {
            status = registry.OpenRoot(_hive, out _root);
        }

        if (status != NtStatus.Success)
        {
            _ = _hive != 0 ? registry.UnloadHive(_hive) : status;
            _hive = 0;
            _open.Stop(kernel, registry);
        }

        return status;
    }

    private NtStatus LoadBase(Registry registry)
    {
        (string name, uint byteCount) = BaseHives.All[(int)_baseIndex];
        ulong bit = 1UL << (int)_baseIndex;
        nuint hive = registry.FindHive(name);
        NtStatus status = NtStatus.Success;
        if (hive == 0)
        {
            status = registry.CreateHive(name, out hive);
            _baseLoaded |= status == NtStatus.Success ? bit : 0;
        }

        if (status == NtStatus.Success && (_baseLoaded & bit) != 0)
        {
            status = BaseHives.Fill(registry, hive, byteCount, BaseKeysPerTick, ref _baseNext);
        }

        if (status == NtStatus.Success && ((_baseLoaded & bit) == 0 || registry.LengthOf(hive) >= byteCount))
        {
            (_baseIndex, _baseNext) = (_baseIndex + 1, 0);
        }

        return status;
    }

    private void Write(IKernel kernel, Registry registry)
    {
        _startedAt = _startedAt < 0 ? kernel.Now.Ticks : _startedAt;
        ulong due = Due(Arguments["rate"], _startedAt, kernel.Now);
        for (uint count = 0; WrittenCount < due && count < MostValuesPerTick; count++)
        {
            NtStatus status = WriteOne(kernel, registry);
            if (status != NtStatus.Success)
            {
                _startedAt = SinceFor(Arguments["rate"], WrittenCount, kernel.Now);
                _ = Refuse(kernel, status);
                return;
            }
        }
    }

    private NtStatus WriteOne(IKernel kernel, Registry registry)
    {
        ulong values = Arguments["values"];
        ulong key = WrittenCount / values;
        NtStatus status = NtStatus.Success;
        if (_group == 0)
        {
            status = registry.CreateKey(_root, NameOf(key / KeysPerGroup), out _group);
        }

        if (status == NtStatus.Success && _key == 0)
        {
            status = registry.CreateKey(_group, NameOf(key), out _key);
        }

        if (status == NtStatus.Success)
        {
            status = registry.SetValue(
                _key, NameOf(WrittenCount % values), Binary, DataOf(WrittenCount));
        }

        if (status != NtStatus.Success)
        {
            return status;
        }

        WrittenCount++;
        if (WrittenCount % values == 0)
        {
            _open.Put(kernel, registry, key, _key);
            _key = 0;
            if (WrittenCount / values % KeysPerGroup == 0)
            {
                registry.Close(_group);
                _group = 0;
            }
        }

        return NtStatus.Success;
    }

    private byte[] DataOf(ulong number) => BaseHives.Data(number, (uint)Arguments["data"]);

    /// <summary>Reads a value that was written once; opening its keys may be refused.</summary>
    private void ReadBack(IKernel kernel, Registry registry)
    {
        if (WrittenCount == 0)
        {
            return;
        }

        ulong values = Arguments["values"];
        ulong number = kernel.Random.Next() % WrittenCount;
        ulong key = number / values;
        if (registry.OpenKey(_root, NameOf(key / KeysPerGroup), out nuint group) != NtStatus.Success)
        {
            return;
        }

        if (registry.OpenKey(group, NameOf(key), out nuint found) == NtStatus.Success)
        {
            byte[] data = new byte[Arguments["data"]];
            NtStatus status = registry.QueryValue(found, NameOf(number % values), data, out _, out uint length);
            if (status != NtStatus.Success || length != (uint)data.Length
                || !data.AsSpan().SequenceEqual(DataOf(number)))
            {
                DamagedCount++;
                kernel.Log("registryload.sys: a value is not what was written");
            }

            registry.Close(found);
        }

        registry.Close(group);
    }

    private bool FreeAll(IKernel kernel, Registry registry)
    {
        _open.Stop(kernel, registry);
        foreach (nuint key in (nuint[])[_key, _group, _root])
        {
            if (key != 0)
            {
                registry.Close(key);
            }
        }

        (_key, _group, _root) = (0, 0, 0);
        if (_hive != 0)
        {
            _ = registry.UnloadHive(_hive);
            _hive = 0;
        }

        for (int index = 0; index < BaseHives.All.Count; index++)
        {
            ulong bit = 1UL << index;
            nuint hive = (_baseLoaded & bit) == 0 ? 0 : registry.FindHive(BaseHives.All[index].Name);

            // Somebody may have a key of it open: then it is tried again.
            if (hive == 0 || registry.UnloadHive(hive) == NtStatus.Success)
            {
                _baseLoaded &= ~bit;
            }
        }

        return _baseLoaded == 0;
    }
}
