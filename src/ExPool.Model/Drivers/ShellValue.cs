using System;
using ExPool.Ke;
using ExPool.Model.Cm;
using ExPool.Model.Ke;

namespace ExPool.Model.Drivers;

/// <summary>The value in the registry that the shell changes at each turn, in a hive of its user's own.</summary>
/// <remarks>What was written last is what is read back, however often a write was refused since.</remarks>
internal sealed class ShellValue
{
    private const string Value = "Turns";
    private const uint Binary = 3;
    private const int ByteCount = 0x200;

    private nuint _hive;
    private nuint _root;
    private ulong _written;

    /// <summary>Writes the value.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="number">What it is to be, from 1.</param>
    public NtStatus Write(Registry registry, ulong number)
    {
        NtStatus status = _root == 0 ? Open(registry) : NtStatus.Success;
        if (status == NtStatus.Success)
        {
            status = registry.SetValue(_root, Value, Binary, BaseHives.Data(number, ByteCount));
        }

        _written = status == NtStatus.Success ? number : _written;
        return status;
    }

    /// <summary>Whether the value is what was written last.</summary>
    public bool IsWhole(Registry registry)
    {
        byte[] data = new byte[ByteCount];
        return _written == 0
            || (registry.QueryValue(_root, Value, data, out _, out uint length) == NtStatus.Success
                && length == ByteCount
                && data.AsSpan().SequenceEqual(BaseHives.Data(_written, ByteCount)));
    }

    /// <summary>Unloads the hive.</summary>
    public void Close(Registry registry)
    {
        if (_root != 0)
        {
            registry.Close(_root);
            _ = registry.UnloadHive(_hive);
        }

        (_hive, _root, _written) = (0, 0, 0);
    }

    /// <summary>Writes what it remembers.</summary>
    public void Save(StateWriter writer)
    {
        writer.Write((ulong)_hive);
        writer.Write((ulong)_root);
        writer.Write(_written);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(StateReader reader)
    {
        _hive = (nuint)reader.ReadUInt64();
        _root = (nuint)reader.ReadUInt64();
        _written = reader.ReadUInt64();
    }

    private NtStatus Open(Registry registry)
    {
        // Another shell may have the name.
        NtStatus status = NtStatus.ObjectNameCollision;
        for (int number = 0; status == NtStatus.ObjectNameCollision; number++)
        {
            status = registry.CreateHive($"NTUSER{number}", out _hive);
        }

        if (status == NtStatus.Success)
        {
            status = registry.OpenRoot(_hive, out _root);
            if (status != NtStatus.Success)
            {
                _ = registry.UnloadHive(_hive);
            }
        }

        if (status != NtStatus.Success)
        {
            (_hive, _root) = (0, 0);
        }

        return status;
    }
}
