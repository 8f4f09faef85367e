using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ke;
using ExPool.Model.Tests.Saving;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Services;

/// <summary>The event log keeps what was written, in order, bounded, and over a save.</summary>
public sealed class EventLogTests
{
    [Fact]
    public void An_entry_has_the_message_with_its_words_the_time_and_the_status()
    {
        using Computer computer = TestComputers.Boot(PagingMode.Amd64);
        List<EventLogEntry> heard = [];
        computer.OnEvent = heard.Add;
        computer.Run(TimeSpan.FromSeconds(2));
        EventLog log = LogOf(computer);
        log.Write(EventMessages.ServerNonPagedPoolEmpty, NtStatus.InsufficientResources);
        log.Write(EventMessages.ApplicationPopup, NtStatus.Success, "Title", "Text with {braces}");
        log.WriteLostData(@"\Device\HarddiskVolume1", @"\data", NtStatus.InsufficientResources);

        IReadOnlyList<EventLogEntry> entries = computer.ReadEvents().Entries;
        Assert.Equal(heard, entries);
        Assert.Equal(
            new EventLogEntry(
                computer.Now,
                "Srv",
                2019,
                EventSeverity.Error,
                "The server was unable to allocate from the system nonpaged pool because the pool was empty.",
                NtStatus.InsufficientResources),
            entries[0]);
        Assert.Equal("Application popup: Title : Text with {braces}", entries[1].Text);
        Assert.Equal(("Ftdisk", 50u, EventSeverity.Warning), (entries[2].Source, entries[2].Id, entries[2].Severity));
        Assert.StartsWith("{Lost Delayed-Write Data} The system was attempting to transfer file data from buffers to "
            + @"\Device\HarddiskVolume1. ", entries[2].Text);
        Assert.StartsWith("Application popup: Windows - Delayed Write Failed : Windows was unable to save all the data "
            + @"for the file \Device\HarddiskVolume1\data. The data has been lost.", entries[3].Text);
    }

    [Fact]
    public void A_full_log_gives_up_its_oldest_entries_and_says_how_many()
    {
        using Computer computer = TestComputers.Boot(PagingMode.Amd64);
        for (int index = 0; index < EventLog.MostEntries + 3; index++)
        {
            LogOf(computer).Write(EventMessages.ServerWorkItemsShort, NtStatus.Success, index, 60);
        }

        EventLogReport report = computer.ReadEvents();
        Assert.Equal(EventLog.MostEntries, report.Entries.Count);
        Assert.Equal(3ul, report.OverwrittenCount);
        Assert.Equal(
            "The server was unable to create a work item 3 times in the last 60 seconds.", report.Entries[0].Text);
    }

    [Fact]
    public void A_long_text_is_cut()
    {
        using Computer computer = TestComputers.Boot(PagingMode.Amd64);
        LogOf(computer).Write(
            EventMessages.ApplicationPopup, NtStatus.Success, "Title", new string('x', 2 * EventLog.LongestText));
        Assert.Equal(EventLog.LongestText, computer.ReadEvents().Entries.Single().Text.Length);
    }

    [Fact]
    public void A_machine_that_was_saved_and_loaded_has_the_same_log_and_tells_its_new_listeners()
    {
        using Computer computer = TestComputers.Boot(PagingMode.X86);
        LogOf(computer).Write(EventMessages.ServerPagedPoolEmpty, NtStatus.InsufficientResources);
        computer.Run(TimeSpan.FromSeconds(1));
        LogOf(computer).WriteLostData("device", "file", NtStatus.InsufficientResources);
        using Computer loaded = SavedComputers.Load(SavedComputers.Save(computer));
        Assert.Equal(computer.ReadEvents().Entries, loaded.ReadEvents().Entries);

        List<EventLogEntry> heard = [];
        List<string> said = [];
        loaded.OnEvent = heard.Add;
        loaded.OnLog = (_, text) => said.Add(text);
        LogOf(loaded).Write(EventMessages.ServerPagedPoolEmpty);
        loaded.Kernel.Log("here");
        Assert.Single(heard);
        Assert.Equal(["here"], said);
    }

    [Theory]
    [InlineData(0, 5000, "the number of entries of the event log is 5000; expected at most 4096")]
    [InlineData(1, long.MaxValue, "the time of an entry of the event log is ")]
    [InlineData(2, 1, "an entry of the event log is of 1; expected at least ")]
    [InlineData(3, 3, "the severity of an event is 3; expected at most 2")]
    public void A_log_that_was_forged_is_refused(int field, long value, string message)
    {
        using Computer computer = TestComputers.Boot(PagingMode.Amd64);
        computer.Run(TimeSpan.FromSeconds(1));
        MemoryStream stream = new();
        StateWriter writer = new(stream);
        writer.Write(0UL);
        writer.Write(field == 0 ? value : 2);
        for (int entry = 0; entry < 2; entry++)
        {
            bool isForged = entry == 1;
            writer.Write(isForged && field is 1 or 2 && entry == 1 ? value : 2);
            writer.Write("Srv");
            writer.Write(2019UL);
            writer.Write(isForged && field == 3 ? value : 1);
            writer.Write("text");
            writer.Write(0UL);
        }

        stream.Position = 0;
        ComputerException refused = Assert.Throws<ComputerException>(
            () => LogOf(computer).Load(new StateReader(stream)));
        Assert.Contains(message, refused.Message);
    }

    [Fact]
    public void A_machine_of_a_release_that_nobody_knows_is_refused()
    {
        using Computer computer = TestComputers.Boot(
            PagingMode.Amd64, options: new ComputerOptions { Name = "Windows 7" });
        byte[] content = SavedContent.Unpack(SavedComputers.Save(computer));
        int at = content.AsSpan().IndexOf("Windows 7"u8);
        content[at + "Windows ".Length] = (byte)'0';
        ComputerException refused = Assert.Throws<ComputerException>(
            () => SavedComputers.Load(SavedContent.Pack(content)).Dispose());
        Assert.Contains("Windows 0", refused.Message);
        Assert.Contains("expected", refused.Message);
    }

    private static EventLog LogOf(Computer computer) => computer.Services().Events;
}
