namespace ExPool.Mm;

/// <summary>The versions of Windows between which the bits of page-table entries moved.</summary>
/// <remarks>docs/sources.md#page-table-entries.</remarks>
public enum PteGeneration : byte
{
    /// <summary>NT 4.0, 2000, XP, Server 2003 and XP x64.</summary>
    Nt4ToServer2003 = 0,

    /// <summary>Vista before its first service pack.</summary>
    VistaRtm = 1,

    /// <summary>Vista with a service pack, Server 2008, 7 and Server 2008 R2.</summary>
    VistaSp1To7 = 2,

    /// <summary>8 and Server 2012.</summary>
    Windows8 = 3,

    /// <summary>8.1 and Server 2012 R2: links of free system PTEs are wider on x64.</summary>
    Windows81 = 4,

    /// <summary>10 from version 1507 to 1803.</summary>
    Windows10 = 5,

    /// <summary>10 from version 1809 on: the paging file's number moved, and invalid entries may be masked.</summary>
    Windows10Version1809 = 6,
}
