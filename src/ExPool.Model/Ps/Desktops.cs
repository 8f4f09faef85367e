using ExPool.Ke;
using ExPool.Model.Ke;
using ExPool.Model.Profiles;

namespace ExPool.Model.Ps;

/// <summary>Desktops and windows of a session, as Win32k allocates them: blocks of session pool, and a heap in a view
/// for each desktop.</summary>
/// <remarks>
/// A heap is places of one size. Those that were never used follow those that were; those that are free again lead to
/// each other. Pages of a heap are committed with its first window in them. Windows of a desktop lead to each other,
/// the last one first. No more are destroyed than the session counts, whatever leads where. All is called while the
/// running processor uses the session's space.
/// </remarks>
internal sealed class Desktops(SystemContext system)
{
    // What a window has in its desktop's heap: the structure, its text, its properties. Unverified.
    private const uint PlaceByteCount = 640;
    private const uint CommitByteCount = 4096;
    private const uint WordByteCount = sizeof(ulong);

    // A desktop: 0 next, 8 heap, 16 bytes of heap, 20 committed, 24 places that were used, 28 windows, 32 free place,
    // 40 last window, 48 kind.
    private const uint NextOffset = 0;
    private const uint HeapOffset = 8;
    private const uint SizeOffset = 16;
    private const uint CommittedOffset = 20;
    private const uint UsedOffset = 24;
    private const uint CountOffset = 28;
    private const uint FreeOffset = 32;
    private const uint LastOffset = 40;
    private const uint KindOffset = 48;

    // A window: 0 the one before, 8 place in the heap, 16 seed, 24 queue, 32 device context, 40 region.
    private const uint PlaceOffset = 8;
    private const uint SeedOffset = 16;
    private const uint PartsOffset = 24;

    private readonly StructureForm? _desktop = FormOf(system, "SessionDesktop");
    private readonly StructureForm? _window = FormOf(system, "Window");
    private readonly StructureForm?[] _parts =
    [
        FormOf(system, "MessageQueue"), FormOf(system, "DeviceContext"), FormOf(system, "DrawingRegion"),
    ];

    private ModelKernel Kernel => system.Kernel;

    /// <summary>Makes a desktop.</summary>
    public NtStatus Create(Session session, DesktopKind kind, out nuint desktop)
    {
        desktop = 0;
        uint byteCount = DesktopHeaps.ByteCountOf(kind);
        NtStatus status = session.MapView(byteCount, out nuint heap);
        if (status != NtStatus.Success)
        {
            return status;
        }

        nuint made = session.Allocate(_desktop!.ByteCount, _desktop.Tag);
        if (made == 0)
        {
            session.UnmapView(heap, byteCount);
            return NtStatus.InsufficientResources;
        }

        Set(made, NextOffset, session.Desktops);
        Set(made, HeapOffset, heap);
        Kernel.SetU32(made, SizeOffset, byteCount);
        Kernel.SetU32(made, KindOffset, (uint)kind);
        (session.Desktops, desktop) = (made, made);
        session.DesktopCount++;
        return NtStatus.Success;
    }

    /// <summary>Destroys a desktop with its windows.</summary>
    public NtStatus Destroy(Session session, nuint desktop)
    {
        nuint before = 0;
        nuint at = session.Desktops;
        for (uint left = session.DesktopCount; left != 0 && at != 0 && at != desktop; left--)
        {
            (before, at) = (at, Get(at, NextOffset));
        }

        if (at != desktop || at == 0 || session.DesktopCount == 0)
        {
            return NtStatus.InvalidParameter;
        }

        while (DestroyLastWindow(session, desktop))
        {
        }

        nuint next = Get(desktop, NextOffset);
        if (before == 0)
        {
            session.Desktops = next;
        }
        else
        {
            Set(before, NextOffset, next);
        }

        session.UnmapView(Get(desktop, HeapOffset), Kernel.U32(desktop, SizeOffset));
        session.Free(desktop, _desktop!.ByteCount, _desktop.Tag);
        session.DesktopCount--;
        return NtStatus.Success;
    }

    /// <summary>Destroys all desktops of a session.</summary>
    public void DestroyAll(Session session)
    {
        while (session.Desktops != 0 && Destroy(session, session.Desktops) == NtStatus.Success)
        {
        }
    }

    /// <summary>Makes a window.</summary>
    public NtStatus CreateWindow(Session session, nuint desktop, ulong seed, out nuint window)
    {
        window = 0;
        NtStatus status = TakePlace(session, desktop, out nuint place);
        if (status != NtStatus.Success)
        {
            return status;
        }

        nuint made = session.Allocate(_window!.ByteCount, _window.Tag);
        if (made == 0 || !TryMakeParts(session, made))
        {
            if (made != 0)
            {
                session.Free(made, _window.ByteCount, _window.Tag);
            }

            ReturnPlace(desktop, place);
            return NtStatus.InsufficientResources;
        }

        Set(made, NextOffset, Get(desktop, LastOffset));
        Set(made, PlaceOffset, place);
        Kernel.Write(made + SeedOffset, seed);
        Fill(place, seed);
        Set(desktop, LastOffset, made);
        Kernel.SetU32(desktop, CountOffset, unchecked(Kernel.U32(desktop, CountOffset) + 1));
        session.WindowCount++;
        window = made;
        return NtStatus.Success;
    }

    /// <summary>Destroys the window that was made last.</summary>
    /// <returns>False when there is none.</returns>
    public bool DestroyLastWindow(Session session, nuint desktop)
    {
        nuint window = Get(desktop, LastOffset);
        if (window == 0 || session.WindowCount == 0)
        {
            return false;
        }

        Set(desktop, LastOffset, Get(window, NextOffset));
        Kernel.SetU32(desktop, CountOffset, unchecked(Kernel.U32(desktop, CountOffset) - 1));
        ReturnPlace(desktop, Get(window, PlaceOffset));
        FreeParts(session, window, _parts.Length);
        session.Free(window, _window!.ByteCount, _window.Tag);
        session.WindowCount--;
        return true;
    }

    /// <summary>Whether all windows hold what they were made with.</summary>
    public bool Holds(nuint desktop)
    {
        nuint window = Get(desktop, LastOffset);
        for (uint left = Kernel.U32(desktop, CountOffset); left != 0 && window != 0; left--)
        {
            if (!HoldsPlace(Get(window, PlaceOffset), Kernel.Read<ulong>(unchecked(window + SeedOffset))))
            {
                return false;
            }

            window = Get(window, NextOffset);
        }

        return window == 0;
    }

    private static StructureForm? FormOf(SystemContext system, string name) =>
        system.Structures.Has(name) ? system.Structures[name] : null;

    private NtStatus TakePlace(Session session, nuint desktop, out nuint place)
    {
        place = Get(desktop, FreeOffset);
        if (place != 0)
        {
            Set(desktop, FreeOffset, Get(place, 0));
            return NtStatus.Success;
        }

        uint used = Kernel.U32(desktop, UsedOffset);
        uint end = unchecked((used + 1) * PlaceByteCount);
        if (end > Kernel.U32(desktop, SizeOffset))
        {
            return NtStatus.NoMemory;
        }

        nuint heap = Get(desktop, HeapOffset);
        uint committed = Kernel.U32(desktop, CommittedOffset);
        if (end > committed)
        {
            NtStatus status = session.CommitView(unchecked(heap + committed), CommitByteCount);
            if (status != NtStatus.Success)
            {
                return status;
            }

            Kernel.SetU32(desktop, CommittedOffset, committed + CommitByteCount);
        }

        Kernel.SetU32(desktop, UsedOffset, used + 1);
        place = unchecked(heap + (used * PlaceByteCount));
        return NtStatus.Success;
    }

    private void ReturnPlace(nuint desktop, nuint place)
    {
        Set(place, 0, Get(desktop, FreeOffset));
        Set(desktop, FreeOffset, place);
    }

    private bool TryMakeParts(Session session, nuint window)
    {
        for (int index = 0; index < _parts.Length; index++)
        {
            StructureForm form = _parts[index]!;
            nuint part = session.Allocate(form.ByteCount, form.Tag);
            if (part == 0)
            {
                FreeParts(session, window, index);
                return false;
            }

            Set(window, PartsOffset + ((uint)index * WordByteCount), part);
        }

        return true;
    }

    private void FreeParts(Session session, nuint window, int count)
    {
        for (int index = 0; index < count; index++)
        {
            StructureForm form = _parts[index]!;
            session.Free(Get(window, PartsOffset + ((uint)index * WordByteCount)), form.ByteCount, form.Tag);
        }
    }

    private void Fill(nuint place, ulong seed)
    {
        SeededRandom random = new(seed);
        for (uint offset = 0; offset < PlaceByteCount; offset += WordByteCount)
        {
            Kernel.Write(unchecked(place + offset), random.Next());
        }
    }

    private bool HoldsPlace(nuint place, ulong seed)
    {
        SeededRandom random = new(seed);
        for (uint offset = 0; offset < PlaceByteCount; offset += WordByteCount)
        {
            if (Kernel.Read<ulong>(unchecked(place + offset)) != random.Next())
            {
                return false;
            }
        }

        return true;
    }

    private nuint Get(nuint block, uint offset) => (nuint)Kernel.Read<ulong>(unchecked(block + offset));

    private void Set(nuint block, uint offset, nuint value) => Kernel.Write(unchecked(block + offset), (ulong)value);
}
