using System;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Keeps data in paged pool, grows and shrinks, and looks whether what it finds is what it kept.</summary>
/// <remarks>A hash table 'CaTb' and data 'CaDa' from paged pool, entries 'CaEn' from a look-aside list of its own; the
/// tags are its own. Kept entries = entries in the table. When the pool is exhausted it gives half back.</remarks>
internal sealed class Cache(DriverArguments arguments) : CatalogDriver(arguments)
{
    // Entries: 0 next of its bucket, 8 key, 16 data, 24 bytes of data, 32 their checksum.
    private const int KeyOffset = 8;
    private const int DataOffset = 16;
    private const int LengthOffset = 24;
    private const int SumOffset = 32;
    private const int EntryByteCount = 40;
    private const uint SmallestData = 16;

    // Once in about ten seconds it wants another size.
    private const uint ChangeShare = 640;

    private nuint _table;
    private nuint _list;
    private ulong _target;
    private ulong _due;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "Cache",
        "keeps checksummed data in paged pool and on a look-aside list; grows, shrinks and verifies",
        [
            DriverParameter.Number("rate", DriverUnit.PerSecond, "1000/s", 1, 1_000_000, "look-ups in a second"),
            DriverParameter.Number(
                "entries", DriverUnit.Count, "1000", 16, 10_000_000, "the most entries that it keeps"),
            DriverParameter.Number(
                "block", DriverUnit.Bytes, "8KB", SmallestData, 1UL << 20, "bytes of the largest entry"),
        ],
        arguments => new Cache(arguments));

    /// <summary>Entries that it keeps.</summary>
    public ulong EntryCount { get; private set; }

    /// <summary>Look-ups that found their entry.</summary>
    public ulong HitCount { get; private set; }

    /// <summary>Entries that found no memory.</summary>
    public ulong RefusedCount { get; private set; }

    /// <summary>Entries whose data was not what was kept.</summary>
    public ulong DamagedCount { get; private set; }

    /// <inheritdoc/>
    public override TimeSpan Step(IKernel kernel, int thread)
    {
        if (IsStopping)
        {
            FreeAll(kernel);
            return Ended;
        }

        if (_table == 0 && !TryStart(kernel))
        {
            return Patience;
        }

        if (kernel.Random.Next(ChangeShare) == 0)
        {
            _target = 1 + kernel.Random.Next((uint)Arguments["entries"]);
        }

        // In 100 ns look-ups, so that no part of one is lost.
        _due += Arguments["rate"] * (ulong)Tick.Ticks;
        for (; _due >= TimeSpan.TicksPerSecond; _due -= TimeSpan.TicksPerSecond)
        {
            LookUp(kernel);
        }

        return Tick;
    }

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        writer.Write(_table);
        writer.Write(_list);
        writer.Write(_target);
        writer.Write(_due);
        writer.Write(EntryCount);
        writer.Write(HitCount);
        writer.Write(RefusedCount);
        writer.Write(DamagedCount);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        _table = (nuint)reader.ReadUInt64();
        _list = (nuint)reader.ReadUInt64();
        _target = reader.ReadUInt64();
        _due = reader.ReadUpTo("the look-ups that are due", TimeSpan.TicksPerSecond);
        EntryCount = reader.ReadUInt64();
        HitCount = reader.ReadUInt64();
        RefusedCount = reader.ReadUInt64();
        DamagedCount = reader.ReadUInt64();
    }

    private bool TryStart(IKernel kernel)
    {
        _table = kernel.Allocate(PoolFlags.Paged, (nuint)Arguments["entries"] * sizeof(ulong), "CaTb");
        if (_table == 0)
        {
            return false;
        }

        _list = kernel.CreateLookasideList(PoolFlags.Paged, EntryByteCount, "CaEn");
        _target = Arguments["entries"] / 2;
        return true;
    }

    private void LookUp(IKernel kernel)
    {
        // Twice as many keys as entries: some are not there.
        uint key = kernel.Random.Next(2 * (uint)Arguments["entries"]);
        nuint place = Find(kernel, key);
        nuint entry = (nuint)kernel.Read<ulong>(place);
        if (entry != 0)
        {
            HitCount++;
            Verify(kernel, entry);
        }

        if (entry != 0 && EntryCount > _target)
        {
            Remove(kernel, place);
        }
        else if (entry == 0 && EntryCount < _target && !TryAdd(kernel, place, key))
        {
            RefusedCount++;
            _target = EntryCount / 2;
        }
    }

    /// <summary>The place that leads to the entry of a key; it holds 0 when there is none.</summary>
    private nuint Find(IKernel kernel, uint key)
    {
        nuint place = Fields.PlaceOf(_table, key % Arguments["entries"]);
        for (nuint entry = (nuint)kernel.Read<ulong>(place); entry != 0; entry = (nuint)kernel.Read<ulong>(place))
        {
            if (kernel.Field(entry, KeyOffset) == key)
            {
                break;
            }

            place = entry;
        }

        return place;
    }

    private bool TryAdd(IKernel kernel, nuint place, uint key)
    {
        uint byteCount = kernel.Random.Between(SmallestData, (uint)Arguments["block"]);
        nuint entry = kernel.AllocateFromList(_list);
        if (entry == 0)
        {
            return false;
        }

        nuint data = kernel.Allocate(PoolFlags.Paged | PoolFlags.Uninitialized, byteCount, "CaDa");
        if (data == 0)
        {
            kernel.FreeToList(_list, entry);
            return false;
        }

        kernel.Write(entry, 0UL);
        kernel.SetField(entry, KeyOffset, (ulong)key);
        kernel.SetField(entry, DataOffset, (ulong)data);
        kernel.SetField(entry, LengthOffset, (ulong)byteCount);
        kernel.SetField(entry, SumOffset, Contents.Write(kernel, data, byteCount, kernel.Random.Next()));
        kernel.Write(place, (ulong)entry);
        EntryCount++;
        return true;
    }

    private void Verify(IKernel kernel, nuint entry)
    {
        nuint data = (nuint)kernel.Field(entry, DataOffset);
        ulong byteCount = kernel.Field(entry, LengthOffset);
        if (Contents.Sum(kernel, data, byteCount) != kernel.Field(entry, SumOffset))
        {
            DamagedCount++;
            kernel.Log("cache.sys: an entry does not hold what was kept");
        }
    }

    private void Remove(IKernel kernel, nuint place)
    {
        nuint entry = (nuint)kernel.Read<ulong>(place);
        kernel.Write(place, kernel.Read<ulong>(entry));
        kernel.Free((nuint)kernel.Field(entry, DataOffset), "CaDa");
        kernel.FreeToList(_list, entry);
        EntryCount--;
    }

    private void FreeAll(IKernel kernel)
    {
        if (_table == 0)
        {
            return;
        }

        for (ulong bucket = 0; bucket < Arguments["entries"]; bucket++)
        {
            nuint place = Fields.PlaceOf(_table, bucket);
            while (kernel.Read<ulong>(place) != 0)
            {
                Remove(kernel, place);
            }
        }

        kernel.DeleteLookasideList(_list);
        kernel.Free(_table, "CaTb");
        _table = _list = 0;
    }
}
