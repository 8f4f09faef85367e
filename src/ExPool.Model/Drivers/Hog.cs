using System;
using ExPool.Ke;
using ExPool.Model.Ke;
using ExPool.Model.Ps;

namespace ExPool.Model.Drivers;

/// <summary>A program that makes things of one kind until it is refused, remembers the refusal, goes on trying, and
/// frees all when it is told to stop: what Sysinternals' Testlimit does.</summary>
/// <remarks>It has a process of its own. Held = made and not freed.</remarks>
internal abstract class Hog(DriverArguments arguments) : SystemProgram(arguments), ICapacityProbe
{
    // A step of so many takes the host less than a millisecond or two.
    private const int MostPerStep = 1024;

    private const NtStatus None = NtStatus.Success;

    private ulong _mostOfEach;

    /// <summary>Its own process; 0 before it runs.</summary>
    protected nuint Self { get; private set; }

    /// <summary>The process that gets the next thing: its own, or the child that it made last.</summary>
    protected nuint Target { get; private set; }

    /// <summary>Things that the process of the moment has.</summary>
    protected ulong InTarget { get; private set; }

    /// <inheritdoc/>
    public ulong HeldCount { get; private set; }

    /// <inheritdoc/>
    public NtStatus Refusal { get; private set; }

    /// <inheritdoc/>
    public Scarcity Reason { get; private set; }

    /// <inheritdoc/>
    public ulong RefusedCount { get; private set; }

    /// <summary>How many may be had at most; every hog has this parameter.</summary>
    protected static DriverParameter Most { get; } = DriverParameter.Number(
        "most", DriverUnit.Count, "1000000000", 1, 1_000_000_000, "how many it makes at most");

    /// <inheritdoc/>
    public sealed override TimeSpan Step(IKernel kernel, int thread)
    {
        SystemServices services = ServicesOf(kernel);
        if (IsStopping)
        {
            FreeAll(services);
            return Ended;
        }

        if (Self == 0)
        {
            NtStatus status = services.Processes.CreateForUser(new ProcessRequest(ImageName), out nuint self);
            (Self, Target) = (self, self);
            return status == None ? TimeSpan.Zero : Patience;
        }

        Prepare();
        ulong most = Arguments["most"];
        bool isGoing = true;
        for (int count = 0; count < MostPerStep && isGoing; count++)
        {
            isGoing = HeldCount < most && TryMake(kernel, services);
        }

        return isGoing ? TimeSpan.Zero : Patience;
    }

    /// <summary>Looks its parameters up, once for many things.</summary>
    protected virtual void Prepare() => _mostOfEach = MostOfEach;

    /// <summary>Makes one thing, wholly or not at all.</summary>
    protected abstract NtStatus Make(SystemServices services);

    /// <summary>How many things a process has at most; from then on each gets that many in a child of its
    /// own.</summary>
    protected virtual ulong MostOfEach => ulong.MaxValue;

    /// <inheritdoc/>
    protected override void SaveState(StateWriter writer)
    {
        writer.Write(Self);
        writer.Write(Target);
        writer.Write(InTarget);
        writer.Write(HeldCount);
        writer.Write((ulong)Refusal);
        writer.Write((ulong)Reason);
        writer.Write(RefusedCount);
    }

    /// <inheritdoc/>
    protected override void LoadState(StateReader reader)
    {
        Self = (nuint)reader.ReadUInt64();
        Target = (nuint)reader.ReadUInt64();
        InTarget = reader.ReadUInt64();
        HeldCount = reader.ReadUInt64();
        Refusal = (NtStatus)reader.ReadUInt32("the status of a refusal");
        Reason = (Scarcity)reader.ReadUInt32("the reason of a refusal", (uint)Scarcity.Unknown);
        RefusedCount = reader.ReadUInt64();
    }

    /// <summary>Makes a process as a child of its own, with a handle to it.</summary>
    protected NtStatus MakeChild(SystemServices services, out nuint child, out uint handle)
    {
        handle = 0;
        NtStatus status = services.Processes.Create(new ProcessRequest(ImageName) { Parent = Self }, out child);
        if (status != None)
        {
            return status;
        }

        status = services.Objects.Handles.Open(services.Processes.At(Self).HandleTable, child, out handle);
        if (status != None)
        {
            services.Processes.Exit(child);
            child = 0;
        }

        return status;
    }

    private string ImageName => Arguments.Entry.Name.ToLowerInvariant() + ".exe";

    private bool TryMake(IKernel kernel, SystemServices services)
    {
        RefusalWatch watch = RefusalWatch.Begin(services);
        NtStatus status = None;
        if (_mostOfEach != ulong.MaxValue && (Target == Self || InTarget >= _mostOfEach))
        {
            status = MakeChild(services, out nuint child, out _);
            (Target, InTarget) = status == None ? (child, 0) : (Target, InTarget);
        }

        if (status == None)
        {
            status = Make(services);
        }

        if (status == None)
        {
            HeldCount++;
            InTarget++;
            return true;
        }

        RefusedCount++;
        if (Refusal == None)
        {
            Refusal = status;
            Reason = watch.ReasonFor(status, services.Processes.At(Target).HandleTable);
            kernel.Log($"{Name}: no more after {HeldCount}: status 0x{(uint)status:X8}, {Reason}");
        }

        return false;
    }

    private void FreeAll(SystemServices services)
    {
        if (Self == 0)
        {
            return;
        }

        services.Processes.ExitChildren(Self);
        services.Processes.Exit(Self);
        (Self, Target, InTarget, HeldCount) = (0, 0, 0, 0);
    }
}
