using ExPool.Ke;
using ExPool.Model.Ob;

namespace ExPool.Model.Drivers;

/// <summary>Opens handles: all to one object, or each to a new one.</summary>
internal sealed class HandleHog(DriverArguments arguments) : Hog(arguments)
{
    private ObjectKind _kind;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "HandleHog",
        "opens handles until it is refused, as Testlimit -h; closes them all when told to stop",
        [
            DriverParameter.Choice("in", ["one", "many"], "in one process, or in many"),
            DriverParameter.Number(
                "each", DriverUnit.Count, "1000000", 1, 16_000_000, "with many: handles of each"),
            DriverParameter.Choice(
                "to", ["same", "event", "mutant", "semaphore", "timer", "section"],
                "all to the same object, or each to a new one of a type"),
            Most,
        ],
        arguments => new HandleHog(arguments));

    /// <inheritdoc/>
    protected override ulong MostOfEach => Arguments.Is("in", "many") ? Arguments["each"] : ulong.MaxValue;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        base.Prepare();
        _kind = Arguments["to"] switch
        {
            1 => ObjectKind.Event,
            2 => ObjectKind.Mutant,
            3 => ObjectKind.Semaphore,
            4 => ObjectKind.Timer,
            5 => ObjectKind.Section,
            _ => ObjectKind.None,
        };
    }

    /// <inheritdoc/>
    protected override NtStatus Make(SystemServices services)
    {
        nuint table = services.Processes.At(Target).HandleTable;

        // A process is an object as any other, and its own is always there.
        return _kind == ObjectKind.None
            ? services.Objects.Handles.Open(table, Self, out _)
            : services.Objects.Handles.Create(table, new ObjectRequest(_kind), out _);
    }
}
