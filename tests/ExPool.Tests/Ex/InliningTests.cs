using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading;
using ExPool.Machine;
using ExPool.Tests.Support;
using Xunit;

namespace ExPool.Tests.Ex;

/// <summary>What the compiler makes of the shortest way in a caller's method.</summary>
public sealed class InliningTests
{
    // The compiler inlines nothing more into a method that has 512 locals: no call of the pools, and no read of a
    // field.
    private const string TooMany = "too many locals";

    private static readonly PoolTag s_tag = "Inl ";

    [Fact]
    public void Three_allocations_and_frees_in_one_method_are_inlined_whole()
    {
        DebuggableAttribute? build = typeof(InliningTests).Assembly.GetCustomAttribute<DebuggableAttribute>();
        Assert.SkipWhen(build is { IsJITOptimizerDisabled: true }, "Nothing is inlined in a Debug build.");
        using Executive<HostMachine> pools = Executive<HostMachine>.Boot(TestMachines.Host());
        using Listener listener = new();
        Three(pools);
        Last(pools);
        bool isHeard = SpinWait.SpinUntil(() => listener.Inlined.ContainsKey(nameof(Last)), TimeSpan.FromSeconds(60));
        Assert.SkipUnless(isHeard, "The runtime does not tell what it inlines.");
        Assert.True(listener.Inlined[nameof(Three)] > 1000);
        Assert.DoesNotContain(listener.Refused, refused => refused.Method == nameof(Three));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Three(Executive<HostMachine> pools)
    {
        nuint first = pools.Allocate(PoolFlags.NonPaged, 64, s_tag);
        nuint second = pools.Allocate(PoolFlags.Paged, 100, s_tag);
        nuint third = pools.Allocate(PoolFlags.Paged, 0x1_0000, s_tag);
        pools.Free(first, s_tag);
        pools.Free(second, s_tag);
        pools.Free(third, s_tag);
    }

    // Compiled after it: when this is heard, all of the other was.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Last(Executive<HostMachine> pools) => pools.Free(pools.Allocate(PoolFlags.Paged, 1, s_tag));

    /// <summary>Hears what the compiler inlines into the methods of this class.</summary>
    private sealed class Listener : EventListener
    {
        private const EventKeywords JitTracing = (EventKeywords)0x1000;

        public ConcurrentDictionary<string, int> Inlined { get; } = new();

        public ConcurrentQueue<(string Method, string Inlinee)> Refused { get; } = new();

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            {
                EnableEvents(eventSource, EventLevel.Verbose, JitTracing);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName is not { } name
                || !name.StartsWith("MethodJitInlining", StringComparison.Ordinal)
                || Text(eventData, "MethodBeingCompiledNamespace") != typeof(InliningTests).FullName)
            {
                return;
            }

            string method = Text(eventData, "MethodBeingCompiledName");
            if (name.StartsWith("MethodJitInliningSucceeded", StringComparison.Ordinal))
            {
                Inlined.AddOrUpdate(method, 1, (_, count) => count + 1);
            }
            else if (Text(eventData, "FailReason") == TooMany)
            {
                Refused.Enqueue((method, Text(eventData, "InlineeName")));
            }
        }

        private static string Text(EventWrittenEventArgs eventData, string field) =>
            eventData.PayloadNames?.IndexOf(field) is { } index and >= 0
                ? eventData.Payload?[index]?.ToString() ?? string.Empty
                : string.Empty;
    }
}
