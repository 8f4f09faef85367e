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

    /// <summary>The server made too few work items: how often, in how many seconds. Its severity is
    /// unverified.</summary>
    public static EventMessage ServerWorkItemsShort { get; } = new(
        "Srv",
        2021,
        EventSeverity.Warning,
        "The server was unable to create a work item {0} times in the last {1} seconds.");

    /// <summary>A box that a user had to answer: its title, its text.</summary>
    public static EventMessage ApplicationPopup { get; } = new(
        "Application Popup", 26, EventSeverity.Information, "Application popup: {0} : {1}");

    /// <summary>Data of a file that was written already was lost before it came to the disk: the file.</summary>
    public static EventMessage DelayedWriteFailed { get; } = new(
        "Ntfs",
        50,
        EventSeverity.Warning,
        "{{Delayed Write Failed}} Windows was unable to save all the data for the file {0}. The data has been lost. "
        + "This error may be caused by a failure of your computer hardware or network connection. "
        + "Please try to save this file elsewhere.");
}
