using System;
using ExPool.Cli.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.CommandLine;

/// <summary>Machines that cannot be, and RAM that a Windows does not use: <c>limits</c> and <c>boot</c> say the
/// same.</summary>
public sealed class ImpossibleMachineTests
{
    private static readonly string[] s_verbs = ["limits", "boot"];

    [Theory]
    [InlineData("--os NT4 --arch x86 --ram 8TB", "RAM of 8796093022208 bytes is out of bounds; expected 4 MB to 64 GB")]
    [InlineData("--os XP --arch x86 --ram 0", "RAM of 0 bytes is out of bounds; expected 4 MB to 64 GB, which x86 can")]
    [InlineData("--os XP --arch x86 --ram 1p", "RAM of 4096 bytes is out of bounds; expected 4 MB to 64 GB, which x86")]
    [InlineData("--os 7 --arch x64 --ram 4PB", "RAM of 4503599627370496 bytes is out of bounds; expected 4 MB to 256 ")]
    [InlineData("--os 7 --arch x64 --ram 1GB --3gb", "Windows 7 x64 has no PAE, /3GB or /USERVA switch; these are for")]
    [InlineData("--os 7 --arch x64 --ram 1GB --pae", "Windows 7 x64 has no PAE, /3GB or /USERVA switch; these are for")]
    [InlineData(
        "--os 7 --arch x64 --ram 1GB --userva 2900",
        "Windows 7 x64 has no PAE, /3GB or /USERVA switch; these ")]
    [InlineData(
        "--os NT4 --arch x86 --ram 1GB --pae",
        "Windows NT 4.0 x86 has no PAE kernel; expected Windows 2000 or")]
    [InlineData(
        "--os XP --arch x86 --ram 1GB --userva 2900",
        "Windows XP x86 has no /USERVA switch; expected Windows ")]
    [InlineData(
        "--os 2003 --arch x86 --ram 1GB --userva 2047",
        "--userva '2047' is not allowed; expected a whole numb")]
    [InlineData(
        "--os 2003 --arch x86 --ram 1GB --userva 3073",
        "--userva '3073' is not allowed; expected a whole numb")]
    [InlineData("--os 95 --arch x86 --ram 1GB", "no profile '95' for 'x86'; expected one of Windows NT 4.0 (x86), ")]
    [InlineData(
        "--os 2000 --arch x64 --ram 1GB",
        "no profile '2000' for 'x64'; expected one of Windows NT 4.0 (x86), ")]
    [InlineData("--os XP --arch ia64 --ram 1GB", "no profile 'XP' for 'ia64'; expected one of Windows NT 4.0 (x86), ")]
    [InlineData(
        "--os XP --arch x86 --ram 1GB --edition Gold",
        "Windows XP x86 has no edition 'Gold' here; expected one")]
    [InlineData("--os XP --arch x86 --ram 1GB --hole 4GB", "the memory hole must be smaller than 4 GB")]
    [InlineData(
        "--os XP --arch x86 --ram 1GB --set SystemPages=5",
        "SystemPages 5 is out of range; expected 0, 7000 t")]
    [InlineData(
        "--os XP --arch x86 --ram 1GB --set PagedPoolSize=0x100000000",
        "PagedPoolSize 4294967296 is out of ra")]
    [InlineData(
        "--os XP --arch x86 --ram 1GB --set PoolUsageMaximum=101",
        "PoolUsageMaximum 101 is out of range; expe")]
    [InlineData(
        "--os XP --arch x86 --ram 1GB --set NonPagedPoolSize=0xF0000000",
        "NonPagedPoolSize 3.75 GB is more th")]
    [InlineData(
        "--os XP --arch x86 --ram 1GB --set Size=1",
        "registry value 'Size' is not known; expected one of Paged")]
    [InlineData("--os XP --arch x86 --ram 1GB --registry-size 80MB", "Windows XP x86 has no maximum registry size; ")]
    public void A_machine_that_cannot_be_is_one_line_that_says_what_can(string options, string expected)
    {
        foreach (string verb in s_verbs)
        {
            (int exitCode, string output, string error) = ArgumentTests.Run($"{verb} {options}");
            Assert.StartsWith($"expool: {expected}", error, StringComparison.Ordinal);
            Assert.Equal(error.Length - 1, error.IndexOf('\n', StringComparison.Ordinal));
            Assert.Equal("", output);
            Assert.Equal(ExitCode.BadInput, exitCode);
        }
    }

    [Theory]
    [InlineData(
        "--os 2003 --arch x86 --pae --edition Web --ram 8GB",
        "Windows Server 2003 x86 Web is licensed for 2 GB of RAM: 6 GB are not used")]
    [InlineData(
        "--os 2003 --arch x86 --pae --3gb --edition Datacenter --ram 32GB",
        "Windows Server 2003 x86 does not use physical addresses above 16 GB")]
    [InlineData(
        "--os XP --arch x86 --edition Starter --ram 1GB",
        "Windows XP x86 Starter is licensed for 512 MB of RAM: 512 MB are not used")]
    [InlineData(
        "--os XP --arch x86 --ram 8GB --pae", "Windows XP x86 does not use physical addresses above 4 GB")]
    [InlineData(
        "--os NT4 --arch x86 --ram 8GB", "Windows NT 4.0 x86 does not use physical addresses above 4 GB")]
    [InlineData(
        "--os 2003 --arch x86 --ram 8GB",
        "Windows Server 2003 x86 does not use physical addresses above 4 GB without PAE; with it up to 64 GB")]
    [InlineData(
        "--os 7 --arch x64 --ram 1GB --set PagedPoolSize=1",
        "PagedPoolSize is not read by Windows 7 x64: it has no effect "
        + "(docs/sources.md#memory-management-registry-values)")]
    public void What_a_Windows_does_not_use_is_said(string options, string note)
    {
        foreach (string verb in (string[])["limits", "boot --for 1ms --quiet"])
        {
            (int exitCode, string output, string error) = ArgumentTests.Run($"{verb} {options}");
            Assert.Equal("", error);
            Assert.Equal(ExitCode.Done, exitCode);
            Assert.Contains($"note: {note}\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_clipped_machine_has_the_frames_of_what_is_left()
    {
        (int _, string output, string _) = ArgumentTests.Run(
            "boot --os 2003 --arch x86 --pae --edition Web --ram 8GB --for 1ms --quiet --json");
        using System.Text.Json.JsonDocument document = System.Text.Json.JsonDocument.Parse(output);
        const ulong FirmwarePages = 98;   // page 0, and from 636 KB to 1 MB
        ulong pages = document.RootElement.GetProperty("memory").GetProperty("physicalPages").GetUInt64();
        Assert.Equal((2UL << 30) / 4096, pages + FirmwarePages);
    }
}
