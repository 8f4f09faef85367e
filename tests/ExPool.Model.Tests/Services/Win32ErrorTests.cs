using ExPool.Ke;
using ExPool.Model.Ke;
using Xunit;

namespace ExPool.Model.Tests.Services;

/// <summary>Programs see the Win32 error of a status.</summary>
public sealed class Win32ErrorTests
{
    [Theory]
    [InlineData(NtStatus.Success, 0, "The operation completed successfully.")]
    [InlineData(NtStatus.NoMemory, 8, "Not enough storage is available to process this command.")]
    [InlineData(NtStatus.SectionNotExtended, 14, "Not enough storage is available to complete this operation.")]
    [InlineData(NtStatus.InsufficientServerResources, 1130,
        "Not enough server storage is available to process this command.")]
    [InlineData(NtStatus.InsufficientResources, 1450,
        "Insufficient system resources exist to complete the requested service.")]
    [InlineData(NtStatus.PagingFileQuota, 1454, "Insufficient quota to complete the requested service.")]
    [InlineData(NtStatus.CommitmentLimit, 1455, "The paging file is too small for this operation to complete.")]
    [InlineData(NtStatus.QuotaExceeded, 1816, "Not enough quota is available to process this command.")]
    [InlineData((NtStatus)0xC1234567, 317,
        "The system cannot find message text for message number 0xC1234567 in the message file.")]
    public void A_status_has_the_error_that_its_documents_name(NtStatus status, uint code, string text)
    {
        Win32Error error = Win32Error.Of(status);
        Assert.Equal(code, error.Code);
        Assert.Equal(text, error.Text);
        Assert.StartsWith("ERROR_", error.Name);
    }
}
