using System;
using System.Collections.Concurrent;
using System.Threading;
using ExPool.Model;
using ExPool.Model.Ke;
using ExPool.Model.Mm;
using ExPool.Model.Tests.Support;

namespace ExPool.Contract.Tests.Model;

/// <summary>Model machines without a computer around them: for pools that a test starts itself.</summary>
internal static class ModelMachines
{
    private const ulong Megabyte = 1 << 20;
    private const ulong RamByteCount = 48 * Megabyte;
    private const ulong PagingFileByteCount = 32 * Megabyte;

    private static readonly ConcurrentDictionary<ModelCore, ComputerParts> s_parts = new();
    private static int s_number;

    /// <summary>A machine whose mistakes are looked at one by one.</summary>
    public static ModelMachine<TKind> Create<TKind>(ModelForm form)
        where TKind : struct, IMachineKind
    {
        ComputerOptions options = new()
        {
            Name = $"model-{Interlocked.Increment(ref s_number)}",
            PhysicalByteCount = RamByteCount,
            ProcessorCount = form.ProcessorCount,
            PagingFiles = [new PagingFileOptions(PagingFileByteCount, PagingFileByteCount)],
            IsPagerHostile = form.IsHostile,
            StopsForGood = false,
        };
        SystemLayout layout = BareLayout.Of(form.Mode, RamByteCount);
        ComputerParts parts = new(options, layout, new NoDrivers());
        if (!parts.Memory.Start(layout.SelfMap, layout.Images))
        {
            throw new InvalidOperationException("The machine did not start.");
        }

        s_parts[parts.Core] = parts;
        return new ModelMachine<TKind>(parts.Core);
    }

    /// <summary>Ends a machine.</summary>
    public static void Dispose<TKind>(ModelMachine<TKind> machine)
        where TKind : struct, IMachineKind
    {
        if (s_parts.TryRemove(machine.Core, out ComputerParts? parts))
        {
            parts.Dispose();
        }
    }

    private sealed class NoDrivers : IDriverCalls
    {
        public void Interrupt(int driver, ulong context) => throw new NotSupportedException();

        public void Deferred(int driver, ulong context) => throw new NotSupportedException();

        public long Step(int driver, int thread) => throw new NotSupportedException();

        public void Second()
        {
        }
    }
}
