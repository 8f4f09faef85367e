using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Cli.CommandLine;

namespace ExPool.Cli.Capacity;

/// <summary>One kind of things that <c>capacity</c> makes.</summary>
/// <param name="Key">How it is named on the command line.</param>
/// <param name="What">The things, for the row.</param>
/// <param name="Program">The program that makes them.</param>
internal sealed record CapacityQuestion(string Key, string What, string Program)
{
    /// <summary>All, in the order of the rows.</summary>
    public static IReadOnlyList<CapacityQuestion> All { get; } =
    [
        new("processes", "processes, a thread each", "ProcessHog"),
        new("threads", "threads of one process", "ThreadHog"),
        new("threads-many", "threads, 1,000 in a process", "ThreadHog:in=many"),
        new("handles", "handles of one process", "HandleHog"),
        new("handles-many", "handles, 1,000 in a process", "HandleHog:in=many,each=1000"),
        new("files", "open files of one process", "FileHog"),
        new("events", "events of one process", "HandleHog:to=event"),
        new("mutants", "mutants of one process", "HandleHog:to=mutant"),
        new("semaphores", "semaphores of one process", "HandleHog:to=semaphore"),
    ];

    /// <summary>Takes a list of keys apart.</summary>
    /// <param name="option">The option, for the message.</param>
    /// <param name="text">Keys with commas; <see langword="null"/>: all.</param>
    /// <exception cref="ToolException">There is no such key.</exception>
    public static IReadOnlyList<CapacityQuestion> Parse(string option, string? text) => text is null
        ? All
        : [.. text.Split(',', StringSplitOptions.TrimEntries).Select(key =>
            All.FirstOrDefault(question => question.Key == key)
            ?? throw new ToolException(
                $"{option} '{key}' is not known; expected of {string.Join(", ", All.Select(each => each.Key))}"))];
}
