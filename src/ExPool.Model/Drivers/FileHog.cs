using ExPool.Ke;
using ExPool.Model.Io;

namespace ExPool.Model.Drivers;

/// <summary>Opens a file again and again, and keeps a handle to each opening.</summary>
/// <remarks>Each is a file object of its own with a name and what the file system keeps of an opening; what it keeps of
/// the file is there once.</remarks>
internal sealed class FileHog(DriverArguments arguments) : Hog(arguments)
{
    private const string Path = @"\filehog.dat";

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "FileHog",
        "opens files until it is refused; closes them all when told to stop",
        [Most],
        arguments => new FileHog(arguments));

    /// <inheritdoc/>
    protected override NtStatus Make(SystemServices services)
    {
        NtStatus status = services.Files.Open(new FileOpening(Path) { PageCount = 1 }, out nuint file);
        if (status == NtStatus.Success)
        {
            status = services.Objects.Handles.Open(services.Processes.At(Self).HandleTable, file, out _);
            services.Objects.Dereference(file);
        }

        return status;
    }
}
