namespace ExPool.Model.Mm;

/// <summary>What is known of one frame.</summary>
/// <remarks>
/// NT's MMPFN, in 24 bytes. All bits 0: a frame that was never used.
/// <code>
/// 35..0 page that owns it | 38..36 location | 39 modified | 41..40 age | 44..42 priority | 46..45 use | 47 large
/// 61..48 references | 62 held | 63 bad
/// </code>
/// A frame is on exactly one list, or Location >= Active.
/// </remarks>
internal struct PfnEntry
{
    private const ulong PageMask = (1UL << 36) - 1;
    private const int LocationShift = 36;
    private const int ModifiedShift = 39;
    private const int AgeShift = 40;
    private const int PriorityShift = 42;
    private const int UseShift = 45;
    private const int LargeShift = 47;
    private const int ReferencesShift = 48;
    private const ulong ReferencesMask = 0x3FFF;
    private const int HeldShift = 62;
    private const int BadShift = 63;
    private const ulong PrototypeBit = 1 << 10;   // in every format (docs/reference/page-table-entries.md)

    /// <summary>The next frame of its list, or of the working set; <see cref="PfnDatabase.None"/> at the end.</summary>
    public uint Next;

    /// <summary>The frame before it.</summary>
    public uint Previous;

    /// <summary>What its table entry becomes when the frame is taken for something else.</summary>
    public ulong OriginalPte;

    private ulong _bits;

    /// <summary>The page whose table entry owns the frame: the lower 36 bits of its number.</summary>
    public ulong Page
    {
        readonly get => _bits & PageMask;
        set => _bits = (_bits & ~PageMask) | (value & PageMask);
    }

    /// <summary>Where the frame is.</summary>
    public PageLocation Location
    {
        readonly get => (PageLocation)((_bits >> LocationShift) & 7);
        set => Set(LocationShift, 7, (ulong)value);
    }

    /// <summary>Whether it holds what no paging file holds.</summary>
    public bool IsModified
    {
        readonly get => ((_bits >> ModifiedShift) & 1) != 0;
        set => Set(ModifiedShift, 1, value ? 1UL : 0);
    }

    /// <summary>For how many looks nobody touched it: 0 to 3.</summary>
    public uint Age
    {
        readonly get => (uint)(_bits >> AgeShift) & 3;
        set => Set(AgeShift, 3, value);
    }

    /// <summary>On which of the eight standby lists it goes: 0 is reused first.</summary>
    public uint Priority
    {
        readonly get => (uint)(_bits >> PriorityShift) & 7;
        set => Set(PriorityShift, 7, value);
    }

    /// <summary>What it is for.</summary>
    public FrameUse Use
    {
        readonly get => (FrameUse)((_bits >> UseShift) & 3);
        set => Set(UseShift, 3, (ulong)value);
    }

    /// <summary>Whether it is part of a large page.</summary>
    public bool IsLarge
    {
        readonly get => ((_bits >> LargeShift) & 1) != 0;
        set => Set(LargeShift, 1, value ? 1UL : 0);
    }

    /// <summary>1 while mapped, and 1 for each transfer and lock.</summary>
    public uint ReferenceCount
    {
        readonly get => (uint)((_bits >> ReferencesShift) & ReferencesMask);
        set => Set(ReferencesShift, ReferencesMask, value);
    }

    /// <summary>Whether it may not be written to a paging file yet: such a page is dirty, and does not leave.</summary>
    public bool IsHeld
    {
        readonly get => ((_bits >> HeldShift) & 1) != 0;
        set => Set(HeldShift, 1, value ? 1UL : 0);
    }

    /// <summary>Whether it is broken: it goes to the list of such frames when nobody uses it any more.</summary>
    public bool IsBad
    {
        readonly get => ((_bits >> BadShift) & 1) != 0;
        set => Set(BadShift, 1, value ? 1UL : 0);
    }

    /// <summary>Whether it holds a page of a file: its OriginalPte is a prototype's then.</summary>
    public readonly bool IsFile => Use == FrameUse.Pageable && (OriginalPte & PrototypeBit) != 0;

    /// <summary>Whether a page's table entry owns the frame; another one only borrows it.</summary>
    public readonly bool IsOwnedBy(nuint page) => Page == (page & PageMask);

    /// <summary>Makes it a frame in use; whether it is held or bad stays.</summary>
    public void Activate(ulong page, FrameUse use)
    {
        const ulong Kept = (1UL << HeldShift) | (1UL << BadShift);
        _bits = (_bits & Kept)
            | (page & PageMask)
            | ((ulong)PageLocation.Active << LocationShift)
            | ((ulong)use << UseShift)
            | (1UL << ReferencesShift);
    }

    private void Set(int shift, ulong mask, ulong value) =>
        _bits = (_bits & ~(mask << shift)) | ((value & mask) << shift);
}
