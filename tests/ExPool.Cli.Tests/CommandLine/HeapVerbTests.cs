using System.Linq;
using System.Text.Json;
using ExPool.Cli.CommandLine;
using Xunit;

namespace ExPool.Cli.Tests.CommandLine;

/// <summary><c>expool heap</c>, as typed.</summary>
public sealed class HeapVerbTests
{
    [Fact]
    public void The_example_of_512_bytes_is_told_step_by_step()
    {
        (int exitCode, string output, string error) = ArgumentTests.Run("heap");
        Assert.Equal((ExitCode.Done, ""), (exitCode, error));
        Expectation.Equal("heap.txt", output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_document_has_the_addresses_of_the_machine()
    {
        (int exitCode, string output, string _) = ArgumentTests.Run("heap 512 40000 free:2 free:9 --arch x64 --json");
        Assert.Equal(ExitCode.BadInput, exitCode);
        Assert.Equal("", output);

        (exitCode, output, _) = ArgumentTests.Run("heap 512 40000 free:2 free:2 --arch x64 --json");
        Assert.Equal(ExitCode.Done, exitCode);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement[] steps = [.. document.RootElement.GetProperty("steps").EnumerateArray()];
        Assert.Equal(8, document.RootElement.GetProperty("pointerBytes").GetInt32());
        Assert.Equal(
            ["Create", "Allocate", "Allocate", "Free", "Free"],
            steps.Select(step => step.GetProperty("action").GetString()!));
        Assert.Equal(JsonValueKind.Null, steps[0].GetProperty("bytes").ValueKind);
        Assert.Equal("0x20200", steps[2].GetProperty("address").GetString());
        Assert.Equal([1, 1, 10, 1, 1], steps.Select(
            step => step.GetProperty("regions")[0].GetProperty("committedPages").GetInt32()));
        Assert.Equal("InvalidParameter", steps[4].GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("heap 0", "'0' is no request; expected bytes from 1 to 65536, or free:1 for the first block")]
    [InlineData("heap 65537", "'65537' is no request; expected bytes from 1 to 65536, or free:1 for the first block")]
    [InlineData("heap free:", "'free:' is no request; expected bytes from 1 to 65536, or free:1 for the first block")]
    [InlineData("heap free:1", "block 1 is freed, but none of that number was asked for before; expected bytes first")]
    [InlineData("heap 8 free:2", "block 2 is freed, but none of that number was asked for before; expected 1 to 1")]
    [InlineData(
        "heap --ram 2MB", "RAM of 2097152 bytes is out of bounds; expected 4 MB to 64 GB, which x86 can address")]
    public void A_mistake_is_one_line_that_says_what_was_expected(string commandLine, string expected)
    {
        (int exitCode, string output, string error) = ArgumentTests.Run(commandLine);
        Assert.Equal($"expool: {expected}\n", error.ReplaceLineEndings("\n"));
        Assert.Equal((ExitCode.BadInput, ""), (exitCode, output));
    }
}
