using System;
using System.Collections.Generic;
using System.Linq;

namespace ExPool.Model.Drivers;

/// <summary>The drivers that come with the model: good citizens and bad ones, each made from a line of text.</summary>
/// <remarks>What each does wrong and how the machine stops: docs/reference/drivers.md.</remarks>
public static class DriverCatalog
{
    /// <summary>All of them: first those that behave, then those that do not.</summary>
    public static IReadOnlyList<DriverEntry> Entries { get; } =
    [
        FileServer.Entry,
        NetworkStack.Entry,
        Cache.Entry,
        FileLoad.Entry,
        Connections.Entry,
        SectionMapper.Entry,
        VideoCard.Entry,
        Server.Entry,
        Shell.Entry,
        RegistryLoad.Entry,
        Terminal.Entry,
        Leaker.Entry,
        Fragmenter.Entry,
        SystemPteEater.Entry,
        Windows.Entry,
        ProcessHog.Entry,
        ThreadHog.Entry,
        HandleHog.Entry,
        FileHog.Entry,
        Overrunner.Entry,
        UseAfterFree.Entry,
        DoubleFree.Entry,
        WrongIrql.Entry,
        BadPointer.Entry,
    ];

    /// <summary>Makes a driver.</summary>
    /// <param name="text">Its name, then what is said about it, as "Leaker:rate=50MB/s,pool=nonpaged". Names are
    /// compared letter by letter.</param>
    /// <exception cref="ComputerException">There is no such driver or parameter, or a value is none; one line names
    /// what there is.</exception>
    public static Driver Create(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        (string name, string parameters) = DriverArguments.Cut(text, ':');
        DriverEntry entry = Entries.FirstOrDefault(known => known.Name == name)
            ?? throw new ComputerException(
                $"no driver '{name}' is known; expected one of: "
                + string.Join(", ", Entries.Select(known => known.Name)));
        return entry.Create(parameters);
    }

    /// <summary>Makes them again when a saved machine names them; more may be added.</summary>
    public static DriverKinds MakeKinds()
    {
        DriverKinds kinds = new();
        foreach (DriverEntry entry in Entries)
        {
            kinds.Add(entry.Name, () => entry.Create());
        }

        return kinds;
    }
}
