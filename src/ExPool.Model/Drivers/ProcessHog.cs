using ExPool.Ke;
using ExPool.Model.Ps;

namespace ExPool.Model.Drivers;

/// <summary>Makes processes with one thread each, and keeps a handle to both.</summary>
internal sealed class ProcessHog(DriverArguments arguments) : Hog(arguments)
{
    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "ProcessHog",
        "makes processes until it is refused, as Testlimit -p; ends them all when told to stop",
        [Most],
        arguments => new ProcessHog(arguments));

    /// <inheritdoc/>
    protected override NtStatus Make(SystemServices services)
    {
        NtStatus status = MakeChild(services, out nuint child, out uint handle);
        if (status != NtStatus.Success)
        {
            return status;
        }

        status = services.Processes.Threads.Create(new ThreadRequest(child), out nuint thread);
        if (status == NtStatus.Success)
        {
            status = services.Objects.Handles.Open(services.Processes.At(Self).HandleTable, thread, out _);
        }

        if (status != NtStatus.Success)
        {
            services.Processes.Exit(child);
            services.Objects.Handles.Close(services.Processes.At(Self).HandleTable, handle);
        }

        return status;
    }
}
