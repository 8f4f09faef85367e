using ExPool.Ke;

namespace ExPool.Model;

/// <summary>The messages of NT that the model writes, with their published texts (docs/sources.md#event-log).</summary>
internal static class EventMessages
{
    /// <summary>The server got nothing from nonpaged pool.</summary>
    public static EventMessage ServerNonPagedPoolEmpty { get; } = new(
        "Srv",
        2019,
        EventSeverity.Error,
        "The server was unable to allocate from the system nonpaged pool because the pool was empty.");

    /// <summary>The server got nothing from paged pool.</summary>
    public static EventMessage ServerPagedPoolEmpty { get; } = new(
        "Srv",
        2020,
        EventSeverity.Error,
        "The server was unable to allocate from the system paged pool because the pool was empty.");

    /// <summary>The server made too few work items: how often, in how many seconds.</summary>
    public static EventMessage ServerWorkItemsShort { get; } = new(
        "Srv",
        2021,
        EventSeverity.Warning,
        "The server was unable to create a work item {0} times in the last {1} seconds.");

    /// <summary>A box that a user had to answer: its title, its text.</summary>
    public static EventMessage ApplicationPopup { get; } = new(
        "Application Popup", 26, EventSeverity.Information, "Application popup: {0} : {1}");

    /// <summary>Data that a program had written could not be written to the disk: the volume's device.</summary>
    public static EventMessage LostDelayedWriteData { get; } = new(
        "Ftdisk",
        50,
        EventSeverity.Warning,
        "{{Lost Delayed-Write Data}} The system was attempting to transfer file data from buffers to {0}. "
        + "The write operation failed, and only some of the data may have been written to the file.");

    /// <summary>The title of the box that a user sees then.</summary>
    public const string DelayedWriteFailedTitle = "Windows - Delayed Write Failed";

    /// <summary>The text of that box.</summary>
    public static string DelayedWriteFailed(string file) =>
        $"Windows was unable to save all the data for the file {file}. The data has been lost. "
        + "This error may be caused by a failure of your computer hardware or network connection. "
        + "Please try to save this file elsewhere.";

    /// <summary>The text of the box of a program that cannot begin: STATUS_APP_INIT_FAILURE.</summary>
    public static string ApplicationInitFailed(NtStatus status) =>
        $"The application failed to initialize properly (0x{(uint)status:x8}). "
        + "Click on OK to terminate the application.";
}
