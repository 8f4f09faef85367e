namespace ExPool.Repository.Tests.Rooms;

/// <summary>The rooms of the product: the table of docs/internals/architecture.md as data.</summary>
internal static class RoomRules
{
    private const string Ke = "ExPool.Ke";
    private const string Mm = "ExPool.Mm";
    private const string Machine = "ExPool.Machine";
    private const string Views = "ExPool.Ex.Views";
    private const string Ex = "ExPool.Ex";
    private const string Layouts = "ExPool.Snapshots.Layouts";
    private const string Snapshots = "ExPool.Snapshots";
    private const string Root = "ExPool";
    private const string Live = "ExPool.Inspection.Live";
    private const string Analysis = "ExPool.Inspection.Analysis";
    private const string Inspection = "ExPool.Inspection";
    private const string Profiles = "ExPool.Model.Profiles";
    private const string ModelHal = "ExPool.Model.Hal";
    private const string ModelKe = "ExPool.Model.Ke";
    private const string ModelMm = "ExPool.Model.Mm";
    private const string ModelVm = "ExPool.Model.Vm";
    private const string ModelOb = "ExPool.Model.Ob";
    private const string ModelPs = "ExPool.Model.Ps";
    private const string ModelIo = "ExPool.Model.Io";
    private const string ModelCc = "ExPool.Model.Cc";
    private const string ModelCm = "ExPool.Model.Cm";
    private const string Model = "ExPool.Model";
    private const string Saving = "ExPool.Model.Saving";
    private const string Reports = "ExPool.Model.Reports";
    private const string Drivers = "ExPool.Model.Drivers";
    private const string Reaching = "ExPool.Model.Reaching";
    private const string Screens = "ExPool.Cli.Screens";
    private const string Cli = "ExPool.Cli";

    /// <summary>Of the engine, a source of snapshots knows these and no more.</summary>
    private static readonly Door[] s_engine =
    [
        new("ExPool.KernelPool", "get_IsStarted", "get_Executive", "Capture"),
        new("ExPool.Executive", "get_Name", "Capture", "OpenReader"),
        new("ExPool.Machine.HostMachine"),
    ];

    /// <summary>Rooms from the ground up; nothing touches what stands below it in this list.</summary>
    public static RoomPlan Product { get; } = new(
    [
        new Room(Ke),
        new Room(Mm, Ke),
        new Room(Machine, Ke, Mm),
        new Room(Views, Ke, Mm, Machine),
        new Room(Ex, Ke, Mm, Machine, Views),
        new Room(Layouts),
        new Room(Snapshots, Ke, Mm, Layouts) { HasParts = true },
        new Room(Root, Ke, Mm, Machine, Views, Ex, Layouts, Snapshots),
        new Room(Analysis, Ke, Snapshots),
        new Room(Live, Ke, Snapshots) { Doors = s_engine },
        new Room(Inspection, Ke, Snapshots, Analysis, Live) { Doors = s_engine },
        new Room(Profiles),
        new Room(ModelHal, Ke, Mm, ModelKe),
        new Room(ModelKe, Ke, ModelHal),
        new Room(ModelMm, Ke, Mm, ModelHal, ModelKe),
        new Room(ModelVm, Ke, Mm, Root, Profiles, ModelHal, ModelKe, ModelMm, Model),
        new Room(ModelOb, Ke, Mm, Root, Profiles, ModelHal, ModelKe, ModelMm, Model),
        new Room(ModelPs, Ke, Mm, Root, Profiles, ModelHal, ModelKe, ModelMm, ModelVm, ModelOb, Model),
        new Room(ModelIo, Ke, Mm, Root, Profiles, ModelHal, ModelKe, ModelMm, ModelVm, ModelOb, ModelPs, Model),
        new Room(
            ModelCc, Ke, Mm, Root, Profiles, ModelHal, ModelKe, ModelMm, ModelVm, ModelOb, ModelPs, ModelIo, Model),
        new Room(
            ModelCm, Ke, Mm, Root, Profiles, ModelHal, ModelKe, ModelMm, ModelVm, ModelOb, ModelPs, ModelIo, ModelCc,
            Model),
        new Room(
            Model, Ke, Mm, Machine, Root, Snapshots, Profiles, ModelHal, ModelKe, ModelMm, ModelVm, ModelOb, ModelPs,
            ModelIo, ModelCc, ModelCm, Saving, Reports),
        new Room(Saving, Ke, Mm, Root, Profiles, ModelHal, ModelKe, ModelMm, Model),
        new Room(
            Reports, Ke, Mm, Machine, Root, Snapshots, Profiles, ModelHal, ModelMm, ModelVm, ModelOb, ModelPs, ModelIo,
            ModelCc, ModelCm, Model),
        new Room(Drivers, Ke, Root, ModelKe, ModelVm, ModelOb, ModelPs, ModelIo, ModelCc, ModelCm, Model),
        new Room(Reaching, Ke, Root, Snapshots, Profiles, Model, ModelMm, Reports, Drivers),
        new Room(Screens, Ke, Mm, Snapshots, Analysis, Live, Profiles, Model, ModelMm, Reports, Reaching, Cli),
        new Room(
            Cli, Ke, Mm, Machine, Root, Snapshots, Analysis, Live, Inspection, Profiles, Model, ModelMm, Reports,
            Drivers, Reaching, Screens)
        {
            HasParts = true,
        },
    ],
    [
        new House(Root, OnlyPlainTypes: true, Ke),
        new House(Model, OnlyPlainTypes: true, Ke),
        new House(Inspection, OnlyPlainTypes: false, Ke, Snapshots),
    ]);
}
