using System;
using System.Diagnostics;
using System.Globalization;
using ExPool.Inspection.Live;
using Xunit;

namespace ExPool.Inspection.Tests.Live;

public sealed class SnapshotSourcesTests
{
    [Theory]
    [InlineData("", SourceException.BadInput, "is no source")]
    [InlineData("foo", SourceException.BadInput, "is no source")]
    [InlineData("pid:", SourceException.BadInput, "is no source")]
    [InlineData("pid:-3", SourceException.BadInput, "is no source")]
    [InlineData("0", SourceException.BadInput, "is no source")]
    [InlineData("99999999999", SourceException.BadInput, "is no source")]
    [InlineData("pid:2147483647", SourceException.BadInput, "There is no process 2147483647")]
    [InlineData("2147483646", SourceException.BadInput, "There is no process 2147483646")]
    [InlineData("windows", SourceException.NotAvailable, "not available in this version")]
    [InlineData("model:nt.pool", SourceException.NotAvailable, "not available in this version")]
    [InlineData("dump:MEMORY.DMP", SourceException.NotAvailable, "not available in this version")]
    [InlineData("rec:night.rec", SourceException.NotAvailable, "not available in this version")]
    public void A_name_that_cannot_be_opened_says_why_with_its_exit_code(string moniker, int exitCode, string expected)
    {
        SourceException refusal = Assert.Throws<SourceException>(() => SnapshotSources.Open(moniker));

        Assert.Equal(exitCode, refusal.ExitCode);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void A_process_without_pools_is_not_available()
    {
        using Process sleep = StartSleep();
        try
        {
            SourceException refusal = Assert.Throws<SourceException>(
                () => SnapshotSources.Open(sleep.Id.ToString(CultureInfo.InvariantCulture)));

            Assert.Equal(SourceException.NotAvailable, refusal.ExitCode);
            Assert.Equal($"Process {sleep.Id} has no pools.", refusal.Message);
        }
        finally
        {
            sleep.Kill();
        }
    }

    [Fact]
    public void A_process_that_ends_is_seen_to_end()
    {
        using Process sleep = StartSleep();
        using ProcessMemory memory = ProcessMemory.Open(sleep.Id);
        Assert.True(memory.IsAlive);

        sleep.Kill();
        sleep.WaitForExit();

        Assert.False(memory.IsAlive);
        Assert.Equal(0, memory.Read(0x1000, new byte[8]));
    }

    [Fact]
    public void A_process_of_another_user_refuses()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Users are compared through /proc.");
        Assert.SkipWhen(
            Environment.UserName == "root", "The superuser is refused nothing; the tool's tests change the user.");

        SourceException refusal = Assert.Throws<SourceException>(() => SnapshotSources.Open("1"));

        Assert.Equal(SourceException.NotAvailable, refusal.ExitCode);
        Assert.Contains("belongs to another user or refuses inspection", refusal.Message, StringComparison.Ordinal);
    }

    private static Process StartSleep()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs the command sleep.");
        return Process.Start("sleep", "60");
    }
}
