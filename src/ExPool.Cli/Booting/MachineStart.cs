using ExPool.Model;
using ExPool.Model.Drivers;

namespace ExPool.Cli.Booting;

/// <summary>Makes a machine with its drivers.</summary>
internal static class MachineStart
{
    /// <summary>Switches a machine on and loads its drivers.</summary>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="ComputerException">There cannot be such a machine, or no such driver.</exception>
    public static Computer Boot(BootOptions options)
    {
        Computer computer = Computer.Boot(options.Machine);
        try
        {
            foreach (string text in options.Drivers)
            {
                computer.Add(DriverCatalog.Create(text));
            }
        }
        catch
        {
            computer.Dispose();
            throw;
        }

        return computer;
    }
}
