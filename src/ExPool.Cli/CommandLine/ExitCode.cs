namespace ExPool.Cli.CommandLine;

/// <summary>What the tool answers to the shell; the same for every verb.</summary>
internal static class ExitCode
{
    /// <summary>Done, and nothing was found.</summary>
    public const int Done = 0;

    /// <summary>A verb that gives a verdict found something: a leak, damage, memory that ran
    /// out.</summary>
    public const int Found = 1;

    /// <summary>Bad usage or bad input.</summary>
    public const int BadInput = 2;

    /// <summary>This source cannot serve that verb, or is gone.</summary>
    public const int NotAvailable = 3;

    /// <summary>A mistake of the tool's own.</summary>
    public const int OwnBug = 70;
}
