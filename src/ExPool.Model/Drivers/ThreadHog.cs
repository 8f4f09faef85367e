using ExPool.Ke;
using ExPool.Model.Ps;

namespace ExPool.Model.Drivers;

/// <summary>Makes threads in one process, or over many, and keeps a handle to each.</summary>
internal sealed class ThreadHog(DriverArguments arguments) : Hog(arguments)
{
    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "ThreadHog",
        "makes threads until it is refused, as Testlimit -t; ends them all when told to stop",
        [
            DriverParameter.Choice("in", ["one", "many"], "in one process, or in many"),
            DriverParameter.Number("each", DriverUnit.Count, "1000", 1, 1_000_000, "with many: threads of each"),
            DriverParameter.Number("stack", DriverUnit.Bytes, "1MB", 64 << 10, 1 << 30, "addresses for its stack"),
            Most,
        ],
        arguments => new ThreadHog(arguments));

    /// <inheritdoc/>
    protected override ulong MostOfEach => Arguments.Is("in", "many") ? Arguments["each"] : ulong.MaxValue;

    /// <inheritdoc/>
    protected override NtStatus Make(SystemServices services)
    {
        ThreadRequest request = new(Target) { StackByteCount = (uint)Arguments["stack"] };
        NtStatus status = services.Processes.Threads.Create(request, out nuint thread);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = services.Objects.Handles.Open(services.Processes.At(Target).HandleTable, thread, out _);
        if (status != NtStatus.Success)
        {
            services.Processes.Threads.Exit(thread);
        }

        return status;
    }
}
