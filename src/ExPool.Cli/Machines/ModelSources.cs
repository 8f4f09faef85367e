using System.IO;
using ExPool.Inspection;
using ExPool.Model;
using ExPool.Model.Drivers;

namespace ExPool.Cli.Machines;

/// <summary>Opens <c>model:FILE</c>, a saved machine, and <c>model:NAME</c>, one that runs.</summary>
internal static class ModelSources
{
    /// <summary>What the monikers begin with.</summary>
    public const string Prefix = "model:";

    /// <summary>Lets <see cref="SnapshotSources"/> open machines.</summary>
    public static void Register() => SnapshotSources.Register(Prefix, Open);

    private static IMachineSource Open(string moniker, string? poolName)
    {
        string text = moniker[Prefix.Length..];
        IMachineSource? source = File.Exists(text) ? Load(text)
            : MachineName.IsValid(text) ? LiveMachineSource.TryOpen(text)
            : null;
        if (source is null)
        {
            throw new SourceException(
                $"'{moniker}' is neither a file nor a machine that runs; expected model:FILE of "
                + "'expool boot --save FILE', or model:NAME of 'expool boot --live --name NAME'",
                SourceException.BadInput);
        }

        if (poolName is not null && poolName != source.Origin.PoolName)
        {
            string found = source.Origin.PoolName;
            source.Dispose();
            throw new SourceException(
                $"'{moniker}' has no pools '{poolName}'; expected '{found}'", SourceException.BadInput);
        }

        return source;
    }

    private static MachineSource Load(string path) =>
        new(Computer.Load(path, DriverCatalog.MakeKinds()), Path.GetFileName(path));
}
