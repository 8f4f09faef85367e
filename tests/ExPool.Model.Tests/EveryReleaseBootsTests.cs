using ExPool.Model.Profiles;
using Xunit;

namespace ExPool.Model.Tests;

/// <summary>Each release starts on machines of its time, with all of its address space or half of it.</summary>
public sealed class EveryReleaseBootsTests
{
    private const ulong Gigabyte = 1 << 30;

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(64)]
    public void With_a_gigabyte_of_RAM(int processorCount)
    {
        foreach (WindowsProfile profile in WindowsProfile.All)
        {
            using Computer computer = Boot(profile, Gigabyte, processorCount, new());
            Assert.True(computer.Capture().NonPaged.MaximumBytes > 0);
            Assert.True(computer.ReadMemory().FreeSystemPtes > 0);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void With_3_GB_for_users(int processorCount)
    {
        foreach (WindowsProfile profile in WindowsProfile.All)
        {
            foreach (ulong gigabytes in (ulong[])[1, 2, 4])
            {
                if (!profile.Is64Bit)
                {
                    MachineSwitches switches = new() { ThreeGigabytes = true };
                    using Computer computer = Boot(profile, gigabytes * Gigabyte, processorCount, switches);
                    Assert.True(computer.ReadMemory().FreeSystemPtes > 0, $"{profile}, {gigabytes} GB");
                }
            }
        }
    }

    private static Computer Boot(
        WindowsProfile profile, ulong byteCount, int processorCount, MachineSwitches switches) =>
        Computer.Boot(new ComputerOptions
        {
            OperatingSystem = profile.Name,
            Architecture = profile.Architecture,
            PhysicalByteCount = byteCount,
            ProcessorCount = processorCount,
            Switches = switches,
        });
}
