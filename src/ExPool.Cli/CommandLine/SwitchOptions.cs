using System.Collections.Generic;
using System.CommandLine;
using ExPool.Model.Profiles;

namespace ExPool.Cli.CommandLine;

/// <summary>The options that say how a machine is started: boot switches, firmware, edition, registry.</summary>
internal static class SwitchOptions
{
    private const int LeastUserVa = 2048;
    private const int MostUserVa = 3072;

    private static readonly Option<bool> s_pae = new("--pae") { Description = "Physical address extension (x86)." };

    private static readonly Option<bool> s_threeGigabytes = new("--3gb")
    {
        Description = "/3GB: users have 3 GB (x86).",
    };

    private static readonly Option<string?> s_userVa =
        OptionText.Of("--userva", "/USERVA: users have so many MB (x86).", $"{LeastUserVa}..{MostUserVa}");

    private static readonly Option<string[]> s_set = new("--set")
    {
        Description = "A registry value, as PagedPoolSize=0xFFFFFFFF; may be repeated.",
        HelpName = "NAME=NUMBER",
        AllowMultipleArgumentsPerToken = false,
    };

    private static readonly Option<string?> s_edition =
        OptionText.Of("--edition", "Apply the RAM limit of an edition.", "NAME");

    private static readonly Option<string?> s_hole = OptionText.Of("--hole", "Memory hole below 4 GB.", "SIZE");

    private static readonly Option<bool> s_remap = new("--remap") { Description = "Firmware remaps the hole." };

    private static readonly Option<string?> s_registrySize = OptionText.Of(
        "--registry-size", "Maximum registry size typed into the control panel (NT 4.0, 2000).", "SIZE");

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Option> All { get; } =
        [s_pae, s_threeGigabytes, s_userVa, s_set, s_edition, s_hole, s_remap, s_registrySize];

    /// <summary>Reads them.</summary>
    /// <param name="parse">What was typed.</param>
    /// <exception cref="ToolException">One is no value.</exception>
    public static MachineSwitches Read(ParseResult parse) => new()
    {
        Pae = parse.GetValue(s_pae),
        ThreeGigabytes = parse.GetValue(s_threeGigabytes),
        UserVaMegabytes = parse.GetValue(s_userVa) is { } megabytes
            ? OptionText.Integer("--userva", megabytes, LeastUserVa, MostUserVa)
            : null,
        Registry = RegistryText.Parse("--set", parse.GetValue(s_set) ?? []),
        Edition = parse.GetValue(s_edition),
        MemoryHoleByteCount = OptionText.Size(parse, s_hole) ?? 0,
        RemapsMemoryHole = parse.GetValue(s_remap),
        ControlPanelRegistryByteCount = OptionText.Size(parse, s_registrySize),
    };
}
