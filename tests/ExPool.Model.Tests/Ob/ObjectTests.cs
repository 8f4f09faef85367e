using System;
using System.Linq;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ob;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Ob;

/// <summary>Objects lie in their type's pool with its tag, are counted, and go with their last reference.</summary>
public sealed class ObjectTests
{
    [Theory]
    [EveryMode]
    public void An_object_of_each_type_is_a_block_of_its_pool_with_its_tag(PagingMode mode)
    {
        using ObjectRoom room = new(mode);
        foreach (ObjectType type in room.Objects.Types)
        {
            Assert.Equal(NtStatus.Success, room.Objects.Create(type.Kind, out nuint body));
            Assert.Equal(
                body - (mode == PagingMode.Amd64 ? 48u : 24u), room.Objects.HeaderOf(body).Block);
            Assert.Equal(type.Kind, room.Objects.HeaderOf(body).Kind);
            Assert.Equal(
                type.Form.ByteCount,
                (ulong)room.Kernel.FindOther(body, type.Form.ByteCount, 0));
            Assert.Equal(
                [$"{type.Form.Tag} {(type.Form.IsPaged ? "paged" : "nonpaged")}"],
                room.InUse().Keys.Where(tag => tag.StartsWith(type.Form.Tag, StringComparison.Ordinal)));
            Assert.Equal((1UL, 1UL), (type.ObjectCount, type.CreatedCount));
            room.Objects.Dereference(body);
        }

        room.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData("XP", "x86", PagingMode.X86, 48)]
    [InlineData("Windows 7", "x86", PagingMode.Pae, 48)]
    [InlineData("Windows 7", "x64", PagingMode.Amd64, 96)]
    public void An_event_costs_what_header_and_KEVENT_and_pool_header_are(
        string os, string architecture, PagingMode mode, ulong byteCount)
    {
        using Computer computer = TestComputers.Boot(
            mode, options: new ComputerOptions { OperatingSystem = os, Architecture = architecture });
        ObjectManager objects = computer.Services().Objects;
        Assert.Equal(NtStatus.Success, objects.Create(ObjectKind.Event, out _));
        Assert.Equal(byteCount, computer.Capture().Tags.Single(tag => tag.Tag == "Even").NonPaged.BytesInUse);
    }

    [Theory]
    [EveryMode]
    public void It_lives_until_its_last_reference_is_given_back(PagingMode mode)
    {
        using ObjectRoom room = new(mode);
        nuint deleted = 0;
        room.Objects[ObjectKind.Mutant].OnDelete = body => deleted = body;
        Assert.Equal(NtStatus.Success, room.Objects.Create(ObjectKind.Mutant, out nuint mutant));
        room.Objects.Reference(mutant);
        room.Objects.Dereference(mutant);
        Assert.Equal((0u, 1UL), (deleted, room.Objects[ObjectKind.Mutant].ObjectCount));
        room.Objects.Dereference(mutant);
        Assert.Equal((mutant, 0UL), (deleted, room.Objects[ObjectKind.Mutant].ObjectCount));
        room.AssertNothingIsLeft();
    }

    [Fact]
    public void A_reference_that_nobody_took_stops_with_18()
    {
        using ObjectRoom room = new(PagingMode.Amd64);
        Assert.Equal(NtStatus.Success, room.Objects.Create(ObjectKind.Event, out nuint body));
        ObjectHeader header = room.Objects.HeaderOf(body);
        header.References = 0;
        BugCheckException stop = Assert.Throws<BugCheckException>(() => room.Objects.Dereference(body));
        Assert.Equal(
            (BugCheckCode.ReferenceByPointer, (ulong)ObjectKind.Event, (ulong)body),
            (stop.Stop.Code, stop.Stop.Parameter1, stop.Stop.Parameter2));
    }

    [Theory]
    [EveryMode]
    public void Names_charges_and_extra_bytes_have_their_place_beside_the_body(PagingMode mode)
    {
        using ObjectRoom room = new(mode);
        ObjectRequest request = new(ObjectKind.Device)
        {
            Name = @"\Device\Harddisk0",
            ExtraByteCount = 100,
            Charge = (10, 20),
        };
        Assert.Equal(NtStatus.Success, room.Objects.Create(request, out nuint body));
        room.Kernel.Fill(body, room.Objects[ObjectKind.Device].Form.ByteCount + 100, 0xFF);
        ObjectHeader header = room.Objects.HeaderOf(body);
        Assert.Equal(request.Name, room.Objects.NameOf(body));
        Assert.Equal((10u, 20u), header.Charge);
        Assert.Equal(ObjectKind.Device, header.Kind);
        Assert.Equal(mode == PagingMode.Amd64 ? 64UL : 48, room.InUse()["ObNm paged"]);
        room.Objects.Dereference(body);
        room.AssertNothingIsLeft();
    }

    [Theory]
    [EveryMode]
    public void The_objects_of_a_type_are_a_list_whichever_goes_first(PagingMode mode)
    {
        using ObjectRoom room = new(mode);
        nuint[] bodies = new nuint[7];
        for (int index = 0; index < bodies.Length; index++)
        {
            Assert.Equal(NtStatus.Success, room.Objects.Create(ObjectKind.Section, out bodies[index]));
        }

        foreach (int gone in (int[])[3, 6, 0])
        {
            room.Objects.Dereference(bodies[gone]);
        }

        Assert.Equal([bodies[5], bodies[4], bodies[2], bodies[1]], room.Objects.Objects(ObjectKind.Section));
        ObjectType type = room.Objects[ObjectKind.Section];
        Assert.Equal((4UL, 7UL), (type.ObjectCount, type.ObjectPeak));
        foreach (int gone in (int[])[1, 2, 4, 5])
        {
            room.Objects.Dereference(bodies[gone]);
        }

        room.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(PagingMode.X86, ObjectKind.Event, PoolFlags.NonPaged)]
    [InlineData(PagingMode.Pae, ObjectKind.Section, PoolFlags.Paged)]
    [InlineData(PagingMode.Amd64, ObjectKind.Event, PoolFlags.Paged)]
    internal void Without_pool_there_is_no_object_and_nothing_is_taken(
        PagingMode mode, ObjectKind kind, PoolFlags exhausted)
    {
        using ObjectRoom room = new(mode);
        var blocks = room.Exhaust(exhausted);
        Assert.Equal(
            NtStatus.InsufficientResources,
            room.Objects.Create(new ObjectRequest(kind) { Name = "a name" }, out nuint body));
        Assert.Equal((nuint)0, body);
        room.Relieve(blocks);
        room.AssertNothingIsLeft();
    }
}
