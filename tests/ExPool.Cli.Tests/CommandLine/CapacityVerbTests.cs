using System;
using ExPool.Cli.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.CommandLine;

/// <summary><c>capacity</c> measures the machine that it is told, by the options of <c>boot</c>.</summary>
public sealed class CapacityVerbTests
{
    [Theory]
    [InlineData("--ram 64MB", "Windows 7 x64, 64 MB RAM, 1 processor, seed 1: one costs ")]
    [InlineData(
        "--os XP --arch x86 --ram 64MB --cpus 2 --3gb --seed 5",
        "Windows XP x86, 64 MB RAM, 2 processors, /3GB, seed 5: one costs ")]
    public void The_machine_is_the_one_that_is_described(string options, string expected)
    {
        (int exitCode, string output, string error) =
            ArgumentTests.Run($"capacity {options} --only processes --most 3 --quiet");
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        Assert.StartsWith(expected, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("capacity --cpus 65", "--cpus '65' is not allowed; expected a whole number from 1 to 64")]
    [InlineData("capacity --userva 100", "--userva '100' is not allowed; expected a whole number from 2048 to 3072")]
    [InlineData("capacity --os Beos", "no profile 'Beos' for 'x64'; expected one of")]
    public void A_mistake_is_one_line(string line, string expected)
    {
        (int exitCode, string output, string error) = ArgumentTests.Run(line);
        Assert.Equal((ExitCode.BadInput, ""), (exitCode, output));
        Assert.StartsWith($"expool: {expected}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }
}
