using System.Collections.Generic;
using ExPool.Cli.CommandLine;
using ExPool.Model;
using ExPool.Model.Mm;
using ExPool.Model.Profiles;
using static System.FormattableString;

namespace ExPool.Cli.Screens;

/// <summary>Says in a line what a machine is made of.</summary>
internal static class MachineText
{
    /// <summary>The line: release, RAM, processors, switches, paging files, registry, seed.</summary>
    /// <param name="machine">What it is made of.</param>
    public static string Of(ComputerOptions machine)
    {
        string plural = machine.ProcessorCount == 1 ? "" : "s";
        List<string> parts =
        [
            $"{machine.OperatingSystem} {machine.Architecture}",
            $"{MemorySize.Format(machine.PhysicalByteCount)} RAM",
            Invariant($"{machine.ProcessorCount} processor{plural}"),
        ];
        AddSwitches(parts, machine.Switches);
        foreach (PagingFileOptions file in machine.PagingFiles)
        {
            string growth = file.MaximumByteCount > file.MinimumByteCount
                ? $" to {MemorySize.Format(file.MaximumByteCount)}"
                : "";
            parts.Add($"paging file {MemorySize.Format(file.MinimumByteCount)}{growth}");
        }

        foreach ((string name, ulong value) in machine.Switches.Registry)
        {
            parts.Add(Invariant($"{name}={value}"));
        }

        if (machine.SystemHiveByteCount is { } hive)
        {
            parts.Add($"SYSTEM hive {MemorySize.Format(hive)}");
        }

        parts.Add(Invariant($"seed {machine.Seed}"));
        return string.Join(", ", parts);
    }

    private static void AddSwitches(List<string> parts, MachineSwitches switches)
    {
        AddIf(switches.Edition is not null, $"{switches.Edition} edition");
        AddIf(switches.Pae, "PAE");
        AddIf(switches.ThreeGigabytes, "/3GB");
        AddIf(switches.UserVaMegabytes is not null, Invariant($"/USERVA={switches.UserVaMegabytes}"));
        if (switches.MemoryHoleByteCount > 0)
        {
            string remapped = switches.RemapsMemoryHole ? ", remapped" : "";
            parts.Add($"memory hole of {MemorySize.Format(switches.MemoryHoleByteCount)}{remapped}");
        }

        if (switches.ControlPanelRegistryByteCount is { } registry)
        {
            parts.Add($"maximum registry size {MemorySize.Format(registry)}");
        }

        void AddIf(bool applies, string text)
        {
            if (applies)
            {
                parts.Add(text);
            }
        }
    }
}
