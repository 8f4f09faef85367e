namespace ExPool.Model.Reports;

/// <summary>A process.</summary>
/// <param name="Id">Its number.</param>
/// <param name="ParentId">The number of who made it; 0: the system.</param>
/// <param name="Image">The name of its image, at most 15 characters.</param>
/// <param name="ThreadCount">Threads.</param>
/// <param name="HandleCount">Handles.</param>
/// <param name="CommitPageCount">Pages that were promised to it.</param>
/// <param name="VirtualByteCount">User addresses that are reserved.</param>
/// <param name="HasExited">Whether only handles keep it.</param>
public sealed record ProcessReport(
    uint Id,
    uint ParentId,
    string Image,
    uint ThreadCount,
    uint HandleCount,
    ulong CommitPageCount,
    ulong VirtualByteCount,
    bool HasExited);
