using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Ob;
using Xunit;

namespace ExPool.Model.Tests.Ps;

/// <summary>A machine that lacks one thing, but for a share of it, until this is disposed.</summary>
internal sealed class Shortage : IDisposable
{
    private readonly ObjectRoom _room;
    private readonly ProcessTests.Want _want;
    private readonly List<nuint> _blocks = [];
    private readonly ulong _taken;

    public Shortage(ObjectRoom room, ProcessTests.Want want, int share)
    {
        (_room, _want) = (room, want);
        MemoryManager memory = room.Memory;
        switch (want)
        {
            case ProcessTests.Want.NonPagedPool:
            case ProcessTests.Want.PagedPool:
                _blocks = room.Exhaust(want == ProcessTests.Want.PagedPool ? PoolFlags.Paged : PoolFlags.NonPaged);
                FreeSome(share);
                Answers = [NtStatus.InsufficientResources, NtStatus.CommitmentLimit];
                break;
            case ProcessTests.Want.SystemPtes:
                _taken = memory.SystemPtes.Range.FreeCount - (ulong)share;
                _blocks.Add(memory.SystemPtes.Reserve((nuint)_taken, mustSucceed: false));
                Assert.NotEqual((nuint)0, _blocks[0]);
                Answers = [NtStatus.InsufficientResources];
                break;
            case ProcessTests.Want.Commit:
                _taken = memory.Commit.Limit - memory.Commit.Used - (ulong)share;
                Assert.True(memory.Commit.TryCharge(_taken));

                // A pool that cannot grow says that it has none.
                Answers = [NtStatus.CommitmentLimit, NtStatus.InsufficientResources];
                break;
            case ProcessTests.Want.Frames:
                _taken = (ulong)Math.Max(0, memory.Resident.Left - (share * 2));
                Assert.True(memory.Resident.TryTake(_taken));
                Answers = [NtStatus.InsufficientResources];
                break;
            default:
                ulong bytes = (ulong)share * 400;
                Assert.Equal(NtStatus.Success, room.Objects.Quotas.Create("poor", bytes, bytes, out nuint payer));
                Payer = payer;
                Answers = [NtStatus.QuotaExceeded];
                break;
        }
    }

    /// <summary>Who pays; 0: nobody.</summary>
    public nuint Payer { get; }

    /// <summary>What a request may be answered.</summary>
    public NtStatus[] Answers { get; }

    public void Dispose()
    {
        switch (_want)
        {
            case ProcessTests.Want.SystemPtes:
                _room.Memory.SystemPtes.Release(_blocks[0], (nuint)_taken);
                break;
            case ProcessTests.Want.Commit:
                _room.Memory.Commit.Return(_taken);
                break;
            case ProcessTests.Want.Frames:
                _room.Memory.Resident.Return(_taken);
                break;
            case ProcessTests.Want.Quota:
                _room.Objects.Quotas.Dereference(Payer);
                break;
            default:
                _room.Relieve(_blocks);
                break;
        }
    }

    /// <summary>Gives the youngest and therefore smallest blocks back.</summary>
    private void FreeSome(int share)
    {
        for (int count = 0; count < share * 20 && _blocks.Count != 0; count++)
        {
            _room.Kernel.Free(_blocks[^1], "Exha");
            _blocks.RemoveAt(_blocks.Count - 1);
        }
    }
}
