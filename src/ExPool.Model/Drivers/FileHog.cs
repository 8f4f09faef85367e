using ExPool.Ke;
using ExPool.Model.Ob;

namespace ExPool.Model.Drivers;

/// <summary>Opens files, and keeps a handle to each.</summary>
internal sealed class FileHog(DriverArguments arguments) : Hog(arguments)
{
    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "FileHog",
        "opens files until it is refused; closes them all when told to stop",
        [Most],
        arguments => new FileHog(arguments));

    /// <inheritdoc/>
    protected override NtStatus Make(SystemServices services) => services.Objects.Handles.Create(
        services.Processes.At(Self).HandleTable, new ObjectRequest(ObjectKind.File), out _);
}
