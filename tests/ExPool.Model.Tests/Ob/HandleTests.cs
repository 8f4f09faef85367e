using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ob;
using ExPool.Model.Tests.Support;
using Xunit;

namespace ExPool.Model.Tests.Ob;

/// <summary>Handles keep their objects, their tables grow by the page, and all goes with the table.</summary>
public sealed class HandleTests
{
    private const ulong PageByteCount = 4096;

    [Theory]
    [EveryMode]
    public void A_handle_keeps_its_object_until_it_is_closed(PagingMode mode)
    {
        using ObjectRoom room = new(mode);
        HandleTables handles = room.Objects.Handles;
        Assert.Equal(NtStatus.Success, handles.Create(payer: 0, out nuint table));
        Assert.Equal(NtStatus.Success, handles.Create(table, new ObjectRequest(ObjectKind.Event), out uint first));
        Assert.Equal(NtStatus.Success, handles.Find(table, first, out nuint body));
        Assert.Equal(NtStatus.Success, handles.Open(table, body, out uint second));
        Assert.Equal((4u, 8u), (first, second));
        Assert.Equal((2u, 2u), (room.Objects.HeaderOf(body).Handles, room.Objects.HeaderOf(body).References));
        Assert.Equal(NtStatus.Success, handles.Close(table, first));
        Assert.Equal(NtStatus.InvalidHandle, handles.Close(table, first));
        Assert.Equal(NtStatus.InvalidHandle, handles.Close(table, second + 1));
        Assert.Equal(NtStatus.InvalidHandle, handles.Close(table, uint.MaxValue));
        Assert.Equal(1UL, room.Objects[ObjectKind.Event].HandleCount);
        Assert.Equal(NtStatus.Success, handles.Close(table, second));
        ObjectType type = room.Objects[ObjectKind.Event];
        Assert.Equal((0UL, 0UL), (type.ObjectCount, type.HandleCount));
        handles.Delete(table);
        room.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(PagingMode.X86, 511)]
    [InlineData(PagingMode.Pae, 511)]
    [InlineData(PagingMode.Amd64, 255)]
    public void A_table_grows_by_a_page_when_its_entries_but_the_first_of_each_page_are_used(
        PagingMode mode, int perPage)
    {
        using ObjectRoom room = new(mode);
        HandleTables handles = room.Objects.Handles;
        Assert.Equal(NtStatus.Success, handles.Create(payer: 0, out nuint table));
        Assert.Equal(NtStatus.Success, room.Objects.Create(ObjectKind.Event, out nuint body));
        Assert.Equal(1UL, Pages());
        Open(perPage);
        Assert.Equal(1UL, Pages());
        Open(1);
        Assert.Equal(3UL, Pages());
        Open(perPage);
        Assert.Equal(4UL, Pages());
        Assert.Equal((2u * (uint)perPage) + 1, handles.At(table).Count);
        room.Objects.Dereference(body);
        handles.Delete(table);
        room.AssertNothingIsLeft();

        ulong Pages() => room.InUse()["Obtb paged"] / PageByteCount;

        void Open(int count)
        {
            for (; count > 0; count--)
            {
                Assert.Equal(NtStatus.Success, handles.Open(table, body, out uint handle));
                Assert.NotEqual(0u, handle / 4 % (uint)(perPage + 1));
            }
        }
    }

    [Theory]
    [InlineData(PagingMode.X86, 16_744_448, 530_000)]
    [InlineData(PagingMode.Amd64, 16_711_680, 140_000)]
    public void A_table_has_three_levels_and_holds_as_many_handles_as_were_measured(
        PagingMode mode, uint most, uint inThreeLevels)
    {
        bool isFull = System.Environment.GetEnvironmentVariable("EXPOOL_FULL") == "1";
        using ObjectRoom room = new(mode, megabytes: isFull ? 384UL : 32);
        HandleTables handles = room.Objects.Handles;
        Assert.Equal(NtStatus.Success, handles.Create(payer: 0, out nuint table));
        HandleTable entries = handles.At(table);
        NtStatus status = NtStatus.Success;
        uint count = 0;
        for (; status == NtStatus.Success && (isFull || count < inThreeLevels); count++)
        {
            status = entries.Add(body: (nuint)count + 1, out uint index);
            Assert.True(
                status != NtStatus.Success || (uint)entries.ObjectAt(index) == count + 1, $"Entry {index} is lost.");
        }

        Assert.Equal(isFull ? NtStatus.InsufficientResources : NtStatus.Success, status);
        Assert.Equal((isFull ? most + 1 : inThreeLevels, isFull), (count, entries.IsFull));
        for (uint index = 0; index < entries.NextIndex; index++)
        {
            uint page = entries.LeafEntryCount;
            Assert.True(
                (uint)entries.ObjectAt(index) == (index % page == 0 ? 0 : index - (index / page)), $"At {index}.");
        }
    }

    [Theory]
    [EveryMode]
    public void An_entry_that_was_given_back_is_taken_next(PagingMode mode)
    {
        using ObjectRoom room = new(mode);
        HandleTables handles = room.Objects.Handles;
        Assert.Equal(NtStatus.Success, handles.Create(payer: 0, out nuint table));
        Assert.Equal(NtStatus.Success, room.Objects.Create(ObjectKind.Event, out nuint body));
        List<uint> opened = [];
        for (int count = 0; count < 1000; count++)
        {
            Assert.Equal(NtStatus.Success, handles.Open(table, body, out uint handle));
            opened.Add(handle);
        }

        foreach (uint handle in (uint[])[opened[10], opened[700], opened[500]])
        {
            Assert.Equal(NtStatus.Success, handles.Close(table, handle));
        }

        foreach (uint expected in (uint[])[opened[500], opened[700], opened[10]])
        {
            Assert.Equal(NtStatus.Success, handles.Open(table, body, out uint handle));
            Assert.Equal(expected, handle);
        }

        room.Objects.Dereference(body);
        handles.Delete(table);
        room.AssertNothingIsLeft();
    }

    [Theory]
    [EveryMode]
    public void Without_paged_pool_no_page_is_added_and_what_was_opened_stays(PagingMode mode)
    {
        using ObjectRoom room = new(mode);
        HandleTables handles = room.Objects.Handles;
        Assert.Equal(NtStatus.Success, handles.Create(payer: 0, out nuint table));
        Assert.Equal(NtStatus.Success, room.Objects.Create(ObjectKind.Event, out nuint body));
        List<nuint> blocks = room.Exhaust(PoolFlags.Paged);
        Assert.Equal(NtStatus.InsufficientResources, handles.Create(payer: 0, out _));
        uint perPage = handles.At(table).LeafEntryCount - 1;
        for (uint count = 0; count < perPage; count++)
        {
            Assert.Equal(NtStatus.Success, handles.Open(table, body, out _));
        }

        Assert.Equal(NtStatus.InsufficientResources, handles.Open(table, body, out uint none));
        Assert.Equal((0u, perPage), (none, handles.At(table).Count));
        room.Relieve(blocks);
        Assert.Equal(NtStatus.Success, handles.Open(table, body, out _));
        room.Objects.Dereference(body);
        handles.Delete(table);
        room.AssertNothingIsLeft();
    }

    [Theory]
    [EveryMode]
    public void Who_has_used_up_his_quota_is_refused_and_gets_it_back(PagingMode mode)
    {
        using ObjectRoom room = new(mode);
        HandleTables handles = room.Objects.Handles;
        QuotaBlocks quotas = room.Objects.Quotas;
        Assert.Equal(NtStatus.Success, quotas.Create("user", nonPagedLimit: 1000, pagedLimit: 10_000, out nuint user));
        Assert.Equal(NtStatus.Success, handles.Create(user, out nuint table));
        Assert.Equal(NtStatus.Success, handles.Create(user, out nuint second));
        Assert.Equal(NtStatus.QuotaExceeded, handles.Create(user, out nuint third));
        Assert.Equal((nuint)0, third);
        ulong paged = quotas.UsageOf(user, PoolKind.Paged);
        NtStatus status;
        uint count = 0;
        while ((status = handles.Create(table, new ObjectRequest(ObjectKind.Event), out _)) == NtStatus.Success)
        {
            count++;
        }

        ulong each = mode == PagingMode.Amd64 ? 72u : 40u;
        Assert.Equal((NtStatus.QuotaExceeded, 1000 / each), (status, (ulong)count));
        Assert.Equal(
            (count * each, paged), (quotas.UsageOf(user, PoolKind.NonPaged), quotas.UsageOf(user, PoolKind.Paged)));
        Assert.Equal((ulong)count, room.Objects[ObjectKind.Event].ObjectCount);
        handles.Delete(table);
        handles.Delete(second);
        Assert.Equal((0UL, 0UL), (quotas.UsageOf(user, PoolKind.NonPaged), quotas.UsageOf(user, PoolKind.Paged)));
        quotas.Dereference(user);
        room.AssertNothingIsLeft();
    }
}
