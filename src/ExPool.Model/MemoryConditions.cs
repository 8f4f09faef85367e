using System;
using System.Collections.Generic;
using System.Linq;
using ExPool.Model.Ke;
using ExPool.Model.Profiles;

namespace ExPool.Model;

/// <summary>NT's notification events about memory, \KernelObjects\LowMemoryCondition and the others that the release
/// has.</summary>
/// <remarks>A condition was set once more often than it was reset while it is set, and as often while it is not. Looked
/// at when the machine starts and then once a second; Windows does it whenever pages come and go.</remarks>
internal sealed class MemoryConditions(SystemContext system) : SystemPart(system)
{
    private readonly ConditionRule[] _rules =
        [.. ConditionRule.All.Where(rule => rule.Since <= system.Release)];

    private readonly List<State> _states = [];
    private readonly MemoryThresholds _thresholds = system.Limits.Thresholds;

    /// <summary>Who hears of each change.</summary>
    public Action<MemoryCondition>? OnChange { get; set; }

    /// <inheritdoc/>
    public override string Name => "memory conditions";

    /// <summary>The conditions of this release, with what they were at the last look.</summary>
    public IReadOnlyList<MemoryCondition> Read() =>
        [.. _rules.Zip(_states, static (rule, state) => state.Report(rule))];

    /// <summary>Looks for the first time.</summary>
    public void Start()
    {
        _states.AddRange(_rules.Select(static _ => new State()));
        Look();
    }

    /// <inheritdoc/>
    public override void Second() => Look();

    /// <inheritdoc/>
    public override void Save(StateWriter writer)
    {
        writer.Write(_states.Count);
        foreach (State state in _states)
        {
            writer.Write(state.IsSet);
            writer.Write(state.Threshold);
            writer.Write(state.SetCount);
            writer.WriteOptional((ulong?)state.SetAt?.Ticks);
            writer.WriteOptional((ulong?)state.ResetAt?.Ticks);
        }
    }

    /// <inheritdoc/>
    public override void Load(StateReader reader)
    {
        uint count = (uint)_rules.Length;
        _ = reader.ReadBetween("the number of memory conditions", count, count);
        for (; count > 0; count--)
        {
            long at = reader.Offset;
            State state = new()
            {
                IsSet = reader.ReadBoolean(),
                Threshold = reader.ReadUInt64(),
                SetCount = reader.ReadUInt64(),
                SetAt = ReadTime(reader),
                ResetAt = ReadTime(reader),
            };
            if (!state.IsPossible)
            {
                throw StateReader.Damaged(
                    at, "a memory condition was never set and has a time, or the times are in the wrong order; "
                    + "expected set before reset when it does not hold");
            }

            _states.Add(state);
        }
    }

    private TimeSpan? ReadTime(StateReader reader) => reader.ReadBoolean()
        ? new((long)reader.ReadUpTo("the time of a memory condition", (ulong)System.Kernel.Now.Ticks))
        : null;

    private void Look()
    {
        MemoryRoom room = MemoryRoom.Of(System.Kernel, System.Memory, _thresholds);
        for (int index = 0; index < _rules.Length; index++)
        {
            (ConditionRule rule, State state) = (_rules[index], _states[index]);
            state.Threshold = rule.Threshold(room);
            if (state.Change(rule.Holds(room), System.Kernel.Now))
            {
                OnChange?.Invoke(state.Report(rule));
            }
        }
    }

    private sealed class State
    {
        public bool IsSet { get; set; }

        public ulong Threshold { get; set; }

        public ulong SetCount { get; set; }

        public TimeSpan? SetAt { get; set; }

        public TimeSpan? ResetAt { get; set; }

        public bool IsPossible => SetCount == 0
            ? !IsSet && SetAt is null && ResetAt is null
            : SetAt is { } set
                && (IsSet ? !(ResetAt > set) : ResetAt >= set)
                && (IsSet && SetCount == 1) == ResetAt is null;

        public bool Change(bool isSet, TimeSpan now)
        {
            if (isSet == IsSet)
            {
                return false;
            }

            IsSet = isSet;
            if (isSet)
            {
                SetAt = now;
                SetCount++;
            }
            else
            {
                ResetAt = now;
            }

            return true;
        }

        public MemoryCondition Report(ConditionRule rule) => new(rule.Name, IsSet, Threshold, SetAt, ResetAt, SetCount);
    }
}
