using System;

namespace ExPool.Model.Profiles;

/// <summary>Computes what a rule gives on one machine; every sum is checked.</summary>
internal static class RuleEvaluator
{
    private const ulong FormulaStart = 4 * Bytes.Megabyte;   // "for every MB above 4": Q126402
    private const ulong LeastExpansion = 16 * Bytes.Page;

    /// <summary>The rule's answer in bytes; <see langword="null"/> when it has none.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="initial">The initial nonpaged size, once it is known.</param>
    /// <param name="maximum">The nonpaged maximum, once it is known.</param>
    public static ulong? Evaluate(LimitRule rule, MachineFacts machine, ulong initial = 0, ulong maximum = 0)
    {
        ulong? value = rule.Kind switch
        {
            LimitRuleKind.Fixed => Fixed(rule, machine),
            LimitRuleKind.Additions => Additions(rule, machine, initial),
            LimitRuleKind.Percent => Bytes.Percent(machine.UsableByteCount, rule.Factor),
            LimitRuleKind.Staged => Staged(rule, machine.UsableByteCount),
            LimitRuleKind.TimesNonPaged => checked(maximum * rule.Factor),
            LimitRuleKind.Commit => machine.CommitByteCount,
            LimitRuleKind.InitialPlus => InitialPlus(rule, machine, initial),
            LimitRuleKind.EntryCount => EntryCount(machine.UsableByteCount) * Bytes.Page,
            _ => null,
        };
        if (value is not { } known)
        {
            return null;
        }

        if (rule.RoundsToPageTables)
        {
            known = Bytes.RoundUp(known, machine.PageTableByteCount);
        }

        known = Math.Max(known, rule.AtLeast ?? 0);
        return Math.Min(known, Ceiling(rule, machine) ?? ulong.MaxValue);
    }

    /// <summary>The most that a rule gives on machines started like this one.</summary>
    public static ulong? Ceiling(LimitRule rule, MachineFacts machine)
    {
        ulong? ceiling = machine.HasThreeGigabytes ? rule.AtMostWith3Gb ?? rule.AtMost : rule.AtMost;
        return rule.Kind == LimitRuleKind.Fixed ? ceiling ?? Fixed(rule, machine) : ceiling;
    }

    private static ulong Fixed(LimitRule rule, MachineFacts machine)
    {
        ulong? special = machine.HasThreeGigabytes ? rule.BaseWith3Gb
            : machine.Registry.Get("LargeSystemCache") == 1 ? rule.BaseWithLargeCache
            : null;
        return special ?? rule.Base;
    }

    private static ulong Additions(LimitRule rule, MachineFacts machine, ulong initial)
    {
        ulong ram = machine.UsableByteCount;
        if (ram > rule.FullAbove)
        {
            return rule.AtMost ?? 0;
        }

        if (ram <= rule.SmallUpTo)
        {
            return rule.SmallValue;
        }

        ulong pfnDatabase = rule.AddsPfnDatabase ? machine.PfnDatabaseByteCount : 0;
        ulong megabytes = (ram - FormulaStart) / Bytes.Megabyte;
        bool isLarge = ram >= rule.LargeFrom;
        ulong value = checked(rule.Base + pfnDatabase
            + (megabytes * (isLarge ? rule.LargePerMegabyte : rule.PerMegabyte)));
        if (rule.LargeFrom is not null)
        {
            // Machines below the bound would pass the least of those above it: a larger machine has never less.
            value = isLarge ? Math.Max(value, rule.LargeAtLeast) : Math.Min(value, rule.LargeAtLeast);
        }

        return initial == 0 ? value : Math.Max(value, checked(initial + LeastExpansion + pfnDatabase));
    }

    private static ulong Staged(LimitRule rule, ulong ram)
    {
        ulong small = Bytes.Percent(ram, rule.SmallFactor);
        ulong usual = Bytes.Percent(ram, rule.Factor);
        return usual >= rule.Base ? usual : small > rule.Base ? rule.Base : small;
    }

    private static ulong InitialPlus(LimitRule rule, MachineFacts machine, ulong initial)
    {
        ulong value = Additions(rule, machine, initial);
        return value > rule.LargeAtLeast ? Math.Min(value, checked(initial + rule.LargeAtLeast)) : value;
    }

    private static ulong EntryCount(ulong ram)
    {
        ulong count = ram < 19 * Bytes.Megabyte ? 7000UL : 11000UL;
        count *= ram > 32 * Bytes.Megabyte ? 2UL : 1UL;
        return count * (ram > 256 * Bytes.Megabyte ? 2UL : 1UL);
    }
}
