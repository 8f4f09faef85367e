using System;
using System.Collections.Generic;
using ExPool.Ke;
using ExPool.Mm;
using ExPool.Model.Ke;
using ExPool.Model.Tests.Support;
using ExPool.Model.Vm;
using Xunit;

namespace ExPool.Model.Tests.Vm;

/// <summary>Processes come, work, are trimmed and go, in any order: each keeps its bytes, and nothing is
/// lost.</summary>
public sealed class SpaceWorkloadTests
{
    private const nuint Page = SpaceBench.Page;

    private static int Rounds => Environment.GetEnvironmentVariable("EXPOOL_FULL") == "1" ? 40 : 1;

    [Theory]
    [EveryMode]
    public void Any_order_of_work_keeps_bytes_and_counts(PagingMode mode) => Run(mode, isPagerHostile: false);

    [Theory]
    [EveryMode]
    public void Nothing_depends_on_where_a_page_is(PagingMode mode) => Run(mode, isPagerHostile: true);

    private static void Run(PagingMode mode, bool isPagerHostile)
    {
        for (ulong seed = 1; seed <= (ulong)Rounds; seed++)
        {
            ComputerOptions options = new() { IsPagerHostile = isPagerHostile, ProcessorCount = 2, Seed = seed };
            using SpaceBench bench = new(mode, ram: 12 << 20, pagingFile: 24 << 20, options);
            Work work = new(bench, seed);
            for (int step = 0; step < 300; step++)
            {
                string what = work.Step();
                if (step % 25 == 0)
                {
                    bench.Verify($"seed {seed}, step {step}: {what}");
                }
            }

            work.End();
            bench.Verify($"seed {seed}, at the end");
        }
    }

    /// <summary>What a process should have: each page's key, or none for zeros.</summary>
    private sealed class Model(UserSpace space)
    {
        public UserSpace Space { get; } = space;

        public List<(nuint Address, nuint PageCount)> Ranges { get; } = [];

        public Dictionary<nuint, byte?> Pages { get; } = [];
    }

    private sealed class Work
    {
        private readonly SpaceBench _bench;
        private readonly SeededRandom _random;
        private readonly List<Model> _models = [];

        public Work(SpaceBench bench, ulong seed)
        {
            _bench = bench;
            _random = new SeededRandom(seed);
        }

        public string Step()
        {
            switch (_random.Next(14))
            {
                case 0: return Create();
                case 1: return Delete();
                case 2 or 3: return Reserve();
                case 4 or 5: return Commit();
                case 6: return Decommit();
                case 7: return Release();
                case 8: return Trim();
                case 9: return Switch();
                default: return Touch();
            }
        }

        public void End()
        {
            while (_models.Count > 0)
            {
                Delete();
            }
        }

        private Model? Pick() => _models.Count == 0 ? null : _models[(int)_random.Next((uint)_models.Count)];

        private string Create()
        {
            if (_models.Count < 6)
            {
                NtStatus status = _bench.Processes.Create(out UserSpace? space, _random.Next(20));
                Assert.True((status == NtStatus.Success) == (space is not null), "A status says whether there is one.");
                if (space is not null)
                {
                    _models.Add(new Model(space));
                }
            }

            return "create";
        }

        private string Delete()
        {
            if (Pick() is Model model)
            {
                _bench.Processes.Delete(model.Space);
                _models.Remove(model);
            }

            return "delete";
        }

        private string Reserve()
        {
            if (Pick() is Model model)
            {
                nuint address = 0;
                nuint pageCount = _random.Between(1, 300);
                bool isTopDown = _random.Next(2) == 0;
                Assert.Equal(NtStatus.Success, model.Space.Reserve(ref address, pageCount * Page, isTopDown));
                Assert.DoesNotContain(model.Ranges, range =>
                    address < range.Address + (range.PageCount * Page) && range.Address < address + (pageCount * Page));
                model.Ranges.Add((address, pageCount));
            }

            return "reserve";
        }

        private string Commit()
        {
            if (PickPart(out Model model, out nuint address, out nuint pageCount))
            {
                NtStatus status = model.Space.Commit(address, pageCount * Page);
                for (nuint page = 0; status == NtStatus.Success && page < pageCount; page++)
                {
                    model.Pages.TryAdd(address + (page * Page), null);
                }
            }

            return "commit";
        }

        private string Decommit()
        {
            if (PickPart(out Model model, out nuint address, out nuint pageCount))
            {
                Assert.Equal(NtStatus.Success, model.Space.Decommit(address, pageCount * Page));
                Forget(model, address, pageCount);
            }

            return "decommit";
        }

        private string Release()
        {
            if (Pick() is { Ranges.Count: > 0 } model)
            {
                (nuint address, nuint pageCount) = model.Ranges[(int)_random.Next((uint)model.Ranges.Count)];
                Assert.Equal(NtStatus.Success, model.Space.Release(address));
                model.Ranges.Remove((address, pageCount));
                Forget(model, address, pageCount);
            }

            return "release";
        }

        private string Trim()
        {
            _bench.Memory.WorkingSets.Trim(_random.Next(100));
            _bench.Memory.Balance.Run();
            return "trim";
        }

        private string Switch()
        {
            _bench.Computer.Parts.Processors.Switch((int)_random.Next(2));
            _bench.Processes.Attach(Pick()?.Space);
            return "switch";
        }

        private string Touch()
        {
            if (!PickPart(out Model model, out nuint address, out nuint pageCount))
            {
                return "touch";
            }

            for (nuint page = address; page < address + (nuint.Min(pageCount, 10) * Page); page += Page)
            {
                if (!model.Pages.TryGetValue(page, out byte? key))
                {
                    Assert.Equal(NtStatus.AccessViolation, model.Space.Read(page, new byte[1]));
                    continue;
                }

                Assert.True(SpaceBench.Holds(model.Space, page, key), $"{model.Space.Number}: page {page:X}");
                if (_random.Next(2) == 0)
                {
                    byte next = (byte)_random.Next(256);
                    SpaceBench.Write(model.Space, page, next);
                    model.Pages[page] = next;
                }
            }

            return "touch";
        }

        private bool PickPart(out Model model, out nuint address, out nuint pageCount)
        {
            model = Pick()!;
            (address, pageCount) = (0, 0);
            if (model is null || model.Ranges.Count == 0)
            {
                return false;
            }

            (nuint start, nuint count) = model.Ranges[(int)_random.Next((uint)model.Ranges.Count)];
            nuint skipped = _random.Next((uint)count);
            address = start + (skipped * Page);
            pageCount = _random.Between(1, (uint)(count - skipped));
            return true;
        }

        private static void Forget(Model model, nuint address, nuint pageCount)
        {
            for (nuint page = 0; page < pageCount; page++)
            {
                model.Pages.Remove(address + (page * Page));
            }
        }
    }
}
