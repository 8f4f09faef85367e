using System;
using System.Collections.Generic;
using ExPool.Ke;

namespace ExPool.Model.Ke;

/// <summary>What a program is told when the kernel refuses it something: a Win32 error with its text.</summary>
/// <remarks>NT's RtlNtStatusToDosError for the statuses that the model gives (docs/sources.md#win32-errors). The texts
/// are those of NT to Windows 7; later ones say memory resources for storage.</remarks>
/// <param name="Code">The number, as 1450.</param>
/// <param name="Name">The name, as ERROR_NO_SYSTEM_RESOURCES.</param>
/// <param name="Text">What the system says about it.</param>
internal sealed record Win32Error(uint Code, string Name, string Text)
{
    private static readonly Win32Error s_none = new(0, "ERROR_SUCCESS", "The operation completed successfully.");

    private static readonly Win32Error s_unknown = new(
        317, "ERROR_MR_MID_NOT_FOUND",
        "The system cannot find message text for message number {0} in the message file.");

    private static readonly Dictionary<NtStatus, Win32Error> s_errors = new()
    {
        [NtStatus.Success] = s_none,
        [NtStatus.PagingFileQuota] =
            new(1454, "ERROR_PAGEFILE_QUOTA", "Insufficient quota to complete the requested service."),
        [NtStatus.InvalidParameter] = new(87, "ERROR_INVALID_PARAMETER", "The parameter is incorrect."),
        [NtStatus.NoMemory] =
            new(8, "ERROR_NOT_ENOUGH_MEMORY", "Not enough storage is available to process this command."),
        [NtStatus.QuotaExceeded] =
            new(1816, "ERROR_NOT_ENOUGH_QUOTA", "Not enough quota is available to process this command."),
        [NtStatus.SectionNotExtended] =
            new(14, "ERROR_OUTOFMEMORY", "Not enough storage is available to complete this operation."),
        [NtStatus.InsufficientResources] = new(
            1450, "ERROR_NO_SYSTEM_RESOURCES",
            "Insufficient system resources exist to complete the requested service."),
        [NtStatus.NotSupported] = new(50, "ERROR_NOT_SUPPORTED", "The request is not supported."),
        [NtStatus.ProcessIsTerminating] = new(5, "ERROR_ACCESS_DENIED", "Access is denied."),
        [NtStatus.CommitmentLimit] = new(
            1455, "ERROR_COMMITMENT_LIMIT", "The paging file is too small for this operation to complete."),
        [NtStatus.InsufficientServerResources] = new(
            1130, "ERROR_NOT_ENOUGH_SERVER_MEMORY",
            "Not enough server storage is available to process this command."),
    };

    /// <summary>The error of a status; of one that has none it says so, as NT does.</summary>
    public static Win32Error Of(NtStatus status) => s_errors.TryGetValue(status, out Win32Error? error)
        ? error
        : s_unknown with { Text = s_unknown.Text.Replace("{0}", $"0x{(uint)status:X8}", StringComparison.Ordinal) };
}
