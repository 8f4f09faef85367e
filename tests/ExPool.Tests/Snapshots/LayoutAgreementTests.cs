using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ExPool.Contract.Tests.Machines;
using ExPool.Ex;
using ExPool.Ex.Views;
using ExPool.Machine;
using ExPool.Snapshots;
using ExPool.Snapshots.Layouts;
using Xunit;

namespace ExPool.Tests.Snapshots;

/// <summary>The writer, the reader and the page that both follow agree on every offset.</summary>
/// <remarks>
/// The writer's constants and the reader's data share no code, so each is compared with the document by name:
/// a field that one of them has and the document has not is a failure as well.
/// </remarks>
public sealed class LayoutAgreementTests
{
    private static readonly LayoutDocument s_document = LayoutDocument.Read();

    [Fact]
    public void The_root_block_is_as_documented()
    {
        Dictionary<string, int> fields = s_document.Table("Root block");
        Assert.True(fields.Count > 35, $"Only {fields.Count} fields were read from the document.");
        AssertWriter(typeof(RootRecord<HostMachine>), fields, notDocumented: ["NonPagedPool", "PagedPool"]);
        AssertReader(PoolLayout.ExPool.Root, fields, notDocumented: ["NonPagedPool", "PagedPool"]);
        Assert.Equal(RootRecord<HostMachine>.ByteCount, s_document.ByteCount("Root block"));
        Assert.Equal(s_document.ByteCount("Root block"), PoolLayout.ExPool.Root.ByteCount);
        Assert.Equal(RootRecord<HostMachine>.NameByteCount, PoolLayout.ExPool.Root.NameByteCount);
        Assert.Equal(RootRecord<HostMachine>.SignatureValue, PoolLayout.ExPool.Root.SignatureValue);
        Assert.Equal(RootRecord<HostMachine>.CurrentVersion, PoolLayout.ExPool.Root.VersionValue);
    }

    [Fact]
    public void The_pool_records_lie_where_the_root_block_says()
    {
        int nonPaged = RootRecord<HostMachine>.NonPagedPoolOffset;
        Assert.Equal(0x100, nonPaged);
        Assert.Equal(0x500, nonPaged + RootRecord<HostMachine>.PoolStride);
        Assert.Equal(0x100, PoolLayout.ExPool.Root.NonPagedPool);
        Assert.Equal(0x500, PoolLayout.ExPool.Root.PagedPool);
        Assert.Equal(RootRecord<HostMachine>.PoolStride, s_document.ByteCount("Pool record"));
    }

    [Fact]
    public void The_pool_record_is_as_documented()
    {
        Dictionary<string, int> fields = s_document.Table("Pool record");
        Assert.True(fields.Count > 15, $"Only {fields.Count} fields were read from the document.");
        AssertWriter(typeof(PoolRecord<HostMachine>), fields, [], alias: new() { ["Start"] = "Address" });
        AssertReader(PoolLayout.ExPool.Pool, fields, notDocumented: []);
        Assert.Equal(PoolRecord<HostMachine>.BinCount, PoolLayout.ExPool.Pool.BinCount);
    }

    [Fact]
    public void The_run_record_is_as_documented()
    {
        Dictionary<string, int> free = s_document.Sentence("Pool record", "Run record of a free run");
        Dictionary<string, int> large = s_document.Sentence("Pool record", "Run record of a large block");
        Dictionary<string, int> fields = free.Union(large.Where(field => field.Key != "reserved")).ToDictionary();
        Assert.Equal(["Next", "Previous", "PageCount", "Stamp", "Key", "Owner"], fields.Keys);
        AssertWriter(typeof(RunRecord<HostMachine>), fields, notDocumented: []);
        AssertReader(PoolLayout.ExPool.Run, fields, notDocumented: []);
        Assert.Equal(RunRecord<HostMachine>.ByteCount, PoolLayout.ExPool.Run.ByteCount);
        Assert.Equal(RunRecord<HostMachine>.ReturnedBit, PoolLayout.ExPool.Run.StampReturnedBit);
        Assert.Equal(RunRecord<HostMachine>.NotAllocatedBit, PoolLayout.ExPool.Block.TagFreeBit);
    }

    [Fact]
    public void The_states_of_pages_are_the_same_for_writer_and_reader()
    {
        Assert.Equal(PageState<HostMachine>.Free, PoolLayout.ExPool.Pool.StateFree);
        Assert.Equal(PageState<HostMachine>.BigFirst, PoolLayout.ExPool.Pool.StateBigFirst);
        Assert.Equal(PageState<HostMachine>.BigRest, PoolLayout.ExPool.Pool.StateBigOther);
        Assert.Equal(PageState<HostMachine>.Cached, PoolLayout.ExPool.Pool.StateCached);
        Assert.Equal(PageState<HostMachine>.Returned, PoolLayout.ExPool.Pool.StateReturned);
        Assert.Equal(PageState<HostMachine>.SmallBit, PoolLayout.ExPool.Pool.StateSmall);
    }

    [Fact]
    public void The_descriptor_is_as_documented()
    {
        Dictionary<string, int> fields = s_document.Table("Descriptor");
        AssertWriter(typeof(DescriptorRecord<HostMachine>), fields, notDocumented: []);
        AssertReader(PoolLayout.ExPool.Descriptor, fields, notDocumented: []);
        Assert.Equal(DescriptorRecord<HostMachine>.ByteCount, s_document.ByteCount("Descriptor"));
        Assert.Equal(s_document.ByteCount("Descriptor"), PoolLayout.ExPool.Descriptor.ByteCount);
    }

    [Fact]
    public void The_block_header_is_as_documented()
    {
        Dictionary<string, int> fields = s_document.Table("Block header");
        AssertWriter(typeof(PoolBlock<HostMachine>), fields, notDocumented: []);
        AssertReader(
            PoolLayout.ExPool.Block, fields, notDocumented: ["FirstBlockByteOffset", "UnitsPerPage", "SizeBits"]);
        Assert.Equal(s_document.ByteCount("Block header"), HostMachine.HeaderByteCount);
        Assert.Equal(PoolBlock<HostMachine>.FreeType, PoolLayout.ExPool.Block.TypeFree);
        Assert.Equal(PoolBlock<HostMachine>.TypeOf(PoolKind.NonPaged), PoolLayout.ExPool.Block.TypeNonPaged);
        Assert.Equal(PoolBlock<HostMachine>.TypeOf(PoolKind.Paged), PoolLayout.ExPool.Block.TypePaged);
        Assert.Equal(PoolBlock<HostMachine>.NotAllocatedBit, PoolLayout.ExPool.Block.TagFreeBit);
    }

    [Fact]
    public void The_tag_record_is_as_documented()
    {
        Dictionary<string, int> fields = s_document.Table("Tag record");
        AssertWriter(typeof(TagRecord<HostMachine>), fields, notDocumented: ["Shared"]);
        AssertReader(PoolLayout.ExPool.Tag, fields, notDocumented: ["NonPaged", "Paged"]);
        Assert.Equal(TagRecord<HostMachine>.SharedOffset, PoolLayout.ExPool.Tag.NonPaged);
        Assert.Equal(0x30, PoolLayout.ExPool.Tag.Paged);
        Assert.Equal(TagRecord<HostMachine>.ByteCount, s_document.ByteCount("Tag record"));
        Assert.Equal(s_document.ByteCount("Tag record"), PoolLayout.ExPool.Tag.ByteCount);
        Assert.Equal(TagRecord<HostMachine>.CallSiteMaximumByteCount, PoolLayout.ExPool.Tag.CallSiteMaximum);
        Assert.Equal(TagRecord<HostMachine>.CallSiteReady, PoolLayout.ExPool.Tag.FlagCallSiteComplete);
    }

    [Fact]
    public void The_processor_block_is_as_documented()
    {
        Dictionary<string, int> fields = s_document.Table("Processor block");
        AssertWriter(typeof(ProcessorRecord<HostMachine>), fields, notDocumented: ["Sections", "NoSmall", "NoBig"]);
        AssertReader(
            PoolLayout.ExPool.Processor,
            fields,
            notDocumented:
                ["NonPagedSection", "PagedSection", "SectionLists", "EntryTag", "EntryKind", "EntryCounters"]);
        Assert.Equal(ProcessorRecord<HostMachine>.ByteCount, s_document.ByteCount("Processor block"));
        Assert.Equal(s_document.ByteCount("Processor block"), PoolLayout.ExPool.Processor.ByteCount);
        Assert.Equal(ProcessorRecord<HostMachine>.TrackerChunkCount, PoolLayout.ExPool.Processor.ChunkCount);
        Assert.Equal(
            ProcessorRecord<HostMachine>.FirstChunkEntryCount,
            PoolLayout.ExPool.Processor.FirstChunkEntryCount);
    }

    [Fact]
    public void The_lists_of_a_processor_lie_one_after_the_other()
    {
        LookasideLayout list = PoolLayout.ExPool.Lookaside;
        ProcessorLayout processor = PoolLayout.ExPool.Processor;
        AssertReader(list, Lists(), notDocumented: [.. Magazine().Keys, "FirstLargeClass"]);
        Assert.Equal(
            ProcessorSection<HostMachine>.RecentOffset, processor.SectionLists + (list.ClassCount * list.ByteCount));
        Assert.Equal(
            ProcessorSection<HostMachine>.RecentOffset
                + (int)ProcessorSection<HostMachine>.RecentMask + TrackerIndex<HostMachine>.SlotByteCount,
            processor.SectionByteCount);
        Assert.Equal(processor.NonPagedSection + processor.SectionByteCount, processor.PagedSection);
        Assert.Equal(processor.PagedSection + processor.SectionByteCount, processor.ByteCount);
        AssertWriter(typeof(ProcessorSection<HostMachine>), s_document.Table("Processor block"), ["Lists"]);
        AssertWriter(typeof(ProcessorListRecord<HostMachine>), s_document.Table("Processor block"), []);
        Assert.Equal(ProcessorSection<HostMachine>.ByteCount, processor.SectionByteCount);
        Assert.Equal(ProcessorSection<HostMachine>.ListsOffset, processor.SectionLists);
        Assert.Equal(ProcessorListRecord<HostMachine>.ByteCount, list.ByteCount);
    }

    [Fact]
    public void The_magazine_is_as_documented()
    {
        Dictionary<string, int> fields = Magazine();
        string[] sizes = ["ByteCount", "Top", "End", "Served", "Magazine", "FirstLargeClass"];
        AssertWriter(typeof(MagazineRecord<HostMachine>), fields, notDocumented: []);
        AssertReader(PoolLayout.ExPool.Lookaside, fields, notDocumented: sizes);
        Assert.Equal(fields["slots"], PoolLayout.ExPool.Lookaside.MagazineByteCount);
    }

    [Fact]
    public void The_shared_list_is_as_documented()
    {
        Dictionary<string, int> fields = s_document.Sentence("Shared list", "u32 Lock");
        AssertWriter(typeof(SharedListRecord<HostMachine>), fields, notDocumented: []);
        AssertReader(PoolLayout.ExPool.Shared, fields, notDocumented: []);
        Assert.Equal(s_document.ByteCount("Shared list"), PoolLayout.ExPool.Shared.ByteCount);
    }

    [Fact]
    public void The_tracker_entry_is_as_documented()
    {
        Dictionary<string, int> fields = s_document.Sentence("Tracker entry", "u32 Tag");
        Assert.Equal(["Tag", "Kind", "Allocations", "BytesAllocated", "Frees", "BytesFreed"], fields.Keys);
        Assert.Equal(TrackerRecord<HostMachine>.KeyOffset, fields["Tag"]);
        Assert.Equal(TrackerRecord<HostMachine>.AllocationsOffset, fields["Allocations"]);
        Assert.Equal(TrackerRecord<HostMachine>.BytesAllocatedOffset, fields["BytesAllocated"]);
        Assert.Equal(TrackerRecord<HostMachine>.FreesOffset, fields["Frees"]);
        Assert.Equal(TrackerRecord<HostMachine>.BytesFreedOffset, fields["BytesFreed"]);
        Assert.Equal(fields["Tag"], PoolLayout.ExPool.Processor.EntryTag);
        Assert.Equal(fields["Kind"], PoolLayout.ExPool.Processor.EntryKind);
        Assert.Equal(fields["Allocations"], PoolLayout.ExPool.Processor.EntryCounters);
        Assert.Equal(TrackerRecord<HostMachine>.ByteCount, PoolLayout.ExPool.Processor.EntryByteCount);
        // The key is tag and kind in one word.
        Assert.Equal(
            ((ulong)PoolKind.Paged << (8 * fields["Kind"])) | 5,
            TrackerRecord<HostMachine>.KeyOf(5, PoolKind.Paged));
    }

    [Fact]
    public void The_look_aside_record_is_as_documented()
    {
        Dictionary<string, int> fields = s_document.Table("Look-aside record");
        AssertWriter(typeof(LookasideRecord<HostMachine>), fields, notDocumented: []);
        AssertReader(PoolLayout.ExPool.GeneralLookaside, fields, notDocumented: ["ListHeadDepth"]);
        Assert.Equal(LookasideRecord<HostMachine>.ByteCount, s_document.ByteCount("Look-aside record"));
        Assert.Equal(s_document.ByteCount("Look-aside record"), PoolLayout.ExPool.GeneralLookaside.ByteCount);
        Assert.Equal(0, PoolLayout.ExPool.GeneralLookaside.ListHeadDepth);
        Assert.Equal(LookasideRecord<HostMachine>.InUse, PoolLayout.ExPool.GeneralLookaside.StateInUse);
        AssertWriter(
            typeof(SListHead<HostMachine>), s_document.Sentence("Look-aside record", "ListHead is"), notDocumented: []);
        AssertWriter(
            typeof(SListEntry<HostMachine>),
            s_document.Sentence("Look-aside record", "A block that is held"),
            notDocumented: []);
    }

    [Fact]
    public void The_forms_with_4_byte_addresses_are_as_documented()
    {
        PoolLayout layout = PoolLayout.OfBlocks(
            NtLayout32<HostMachine>.HeaderByteCount,
            NtLayout32<HostMachine>.UnitByteCount,
            NtLayout32<HostMachine>.FirstBlockByteOffset,
            NtLayout32<HostMachine>.PointerByteCount);
        Dictionary<string, int> fields = s_document.Table("Machines with 4-byte addresses");
        foreach ((string name, int offset) in s_document.Table("Look-aside record").Where(
            field => field.Key is "Lock" or "State"))
        {
            fields.Add(name, offset);
        }

        Assert.Equal(s_document.Table("Look-aside record").Keys.Order(), fields.Keys.Order());
        AssertWriter(typeof(LookasideRecord<NtLayout32<HostMachine>>), fields, notDocumented: []);
        AssertReader(layout.GeneralLookaside, fields, notDocumented: ["ListHeadDepth"]);
        Dictionary<string, int> head = s_document.Sentence("Machines with 4-byte addresses", "ListHead is");
        AssertWriter(typeof(SListHead<NtLayout32<HostMachine>>), head, notDocumented: []);
        Assert.Equal(head["Word"], layout.GeneralLookaside.ListHeadDepth);
        Assert.Equal(0x200, layout.Descriptor.ListCount);
        Assert.Equal(0x200, DescriptorRecord<NtLayout32<HostMachine>>.ListHeadCount);
        Assert.Equal(0x1FFu, PoolBlock<NtLayout32<HostMachine>>.MostUnits);
        Assert.Equal(9, layout.Block.SizeBits);
    }

    [Fact]
    public void The_process_record_is_as_documented()
    {
        Dictionary<string, int> fields = s_document.Table("Process record");
        AssertWriter(typeof(ProcessRecord<HostMachine>), fields, notDocumented: []);
        AssertReader(PoolLayout.ExPool.Process, fields, notDocumented: []);
        Assert.Equal(ProcessRecord<HostMachine>.ByteCount, s_document.ByteCount("Process record"));
        Assert.Equal(s_document.ByteCount("Process record"), PoolLayout.ExPool.Process.ByteCount);
        Assert.Equal(fields["NonPaged"] + ProcessRecord<HostMachine>.PoolByteCount, fields["Paged"]);
        Assert.Equal(ProcessRecord<HostMachine>.NameByteCount, PoolLayout.ExPool.Process.NameByteCount);
        Assert.Equal(ProcessRecord<HostMachine>.AliveBit, PoolLayout.ExPool.Process.AliveBit);
        AssertWriter(
            typeof(QuotaRecord<HostMachine>), s_document.Sentence("Process record", "A quota is"), notDocumented: []);
        AssertWriter(
            typeof(OwnerRecord<HostMachine>),
            s_document.Sentence("Block header", "The last 8 bytes"),
            notDocumented: []);
        Assert.Equal(PoolBlock<HostMachine>.QuotaBit, PoolLayout.ExPool.Block.TypeQuotaBit);
    }

    /// <summary>The fields of a processor's list; the document has them in the processor's section.</summary>
    private static Dictionary<string, int> Lists() => s_document.Table("Processor block")
        .Where(field => field.Key is "Top" or "End" or "Served" or "Magazine").ToDictionary();

    private static Dictionary<string, int> Magazine() =>
        s_document.Sentence("Processor block", "Magazine (64-aligned)");

    /// <summary>
    /// Each constant NameOffset of a view is the document's field of that name, and none is missing.
    /// </summary>
    private static void AssertWriter(
        Type view,
        Dictionary<string, int> documented,
        string[] notDocumented,
        Dictionary<string, string>? alias = null)
    {
        const string Suffix = "Offset";
        const BindingFlags Constants = BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly;
        Dictionary<string, int> written = view.GetFields(Constants)
            // Where it depends on the machine it is no literal.
            .Where(field => (field.IsLiteral || field.IsInitOnly) && field.FieldType == typeof(int)
                && field.Name.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(field => (Name: field.Name[..^Suffix.Length], Offset: (int)field.GetValue(null)!))
            .Where(field => !notDocumented.Contains(field.Name))
            .ToDictionary(field => alias?.GetValueOrDefault(field.Name) ?? field.Name, field => field.Offset);
        Assert.NotEmpty(written);
        Assert.All(written, field => AssertField(view.Name, field.Key, field.Value, documented));
    }

    /// <summary>Each documented field that the reader knows by name is where the document says.</summary>
    private static void AssertReader(
        object layout, Dictionary<string, int> documented, string[] notDocumented)
    {
        string[] sizes = ["ByteCount", "Count", "Maximum", "Value", "Bit", "Complete"];
        int compared = 0;
        foreach (PropertyInfo property in layout.GetType().GetProperties().Where(
            one => one.PropertyType == typeof(int)))
        {
            bool isField = documented.ContainsKey(property.Name);
            bool isSize = sizes.Any(word => property.Name.EndsWith(word, StringComparison.Ordinal));
            if (!notDocumented.Contains(property.Name) && (isField || !isSize))
            {
                AssertField(layout.GetType().Name, property.Name, OffsetOf(layout, property), documented);
                compared++;
            }
        }

        Assert.True(compared > 0, $"{layout.GetType().Name} has no field that the document names.");
    }

    private static int OffsetOf(object layout, PropertyInfo property) =>
        property.GetValue(layout) is int offset ? offset : throw new InvalidOperationException(property.Name);

    private static void AssertField(string owner, string name, int offset, Dictionary<string, int> documented)
    {
        Assert.True(
            documented.TryGetValue(name, out int expected), $"{owner}.{name} is not in memory-layout.md.");
        Assert.True(
            offset == expected, $"{owner}.{name} is at {offset:X}; memory-layout.md says {expected:X}.");
    }
}
