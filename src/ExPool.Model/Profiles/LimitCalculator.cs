using System;
using System.Collections.Generic;

namespace ExPool.Model.Profiles;

/// <summary>Applies rules, then the registry, then the address space, in the order in which each needs the
/// one before.</summary>
internal sealed class LimitCalculator
{
    private const string RegistrySource = "docs/sources.md#memory-management-registry-values";
    private const string RegistrySizeSource = "Q124594; docs/sources.md#registry-size-limit";
    private const ulong LeastRegistrySize = 4 * Bytes.Megabyte;
    private const uint DefaultRegistryPercent = 25;
    private const uint MostRegistryPercent = 80;
    internal const ulong DefaultTrimPercent = 80;
    private const ulong DefaultSessionImage = 8 * Bytes.Megabyte;
    private const ulong LeastExpansion = 16 * Bytes.Page;

    private readonly MachineFacts _machine;
    private readonly RegistryValues _registry;
    private readonly List<string> _notes;

    public LimitCalculator(MachineFacts machine)
    {
        _machine = machine;
        _registry = machine.Registry;
        _notes = [.. machine.Notes];
    }

    public MachineLimits Compute()
    {
        LimitValue initial = NonPagedInitial();
        LimitValue maximum = NonPagedMaximum(initial);
        LimitValue paged = Paged(maximum);
        LimitValue cache = WithLimit(Plain("systemCache"), "SystemCacheLimit");
        LimitValue sessionPool = WithLimit(InMegabytes(Plain("sessionPool"), "SessionPoolSize"), "SessionSpaceLimit");
        LimitValue sessionView = InMegabytes(Plain("sessionView"), "SessionViewSize");
        RegionSizes sizes = new(
            initial.ByteCount ?? 0,
            maximum.ByteCount ?? 0,
            paged.ByteCount ?? 0,
            cache.ByteCount ?? 0,
            sessionPool.ByteCount ?? 0,
            sessionView.ByteCount ?? 0,
            _registry.Get("SessionImageSize") * Bytes.Megabyte ?? DefaultSessionImage);
        RegionSizes fitting = _machine.Profile.Rules.Layout.Fit(_machine, sizes);
        paged = WithinAddressSpace(paged, sizes, fitting);
        IReadOnlyList<SystemRegion> regions = _machine.Profile.Rules.Layout.Regions(_machine, fitting);
        return new()
        {
            NonPagedInitial = initial,
            NonPagedMaximum = maximum,
            PagedMaximum = paged,
            SystemPtesMaximum = SystemPtes(regions),
            SystemCacheMaximum = cache,
            SessionPoolMaximum = sessionPool,
            SessionViewMaximum = sessionView,
            CommitLimit = Commit(),
            RegistrySizeLimit = RegistrySize(paged),
            SystemHiveLimit = SystemHive(),
            PagedTrimThreshold = Trim(paged),
            NonPagedQuota = Quota("NonPagedPoolQuota"),
            PagedQuota = Quota("PagedPoolQuota"),
            PagingFileQuota = Quota("PagingFileQuota"),
            Thresholds = MemoryThresholds.Of(_machine.UsableByteCount, maximum.ByteCount, paged.ByteCount),
            UsablePhysicalByteCount = _machine.UsableByteCount,
            PfnDatabaseByteCount = _machine.PfnDatabaseByteCount,
            DynamicUnitByteCount = _machine.Profile.Rules.Layout.UnitByteCount(_machine),
            Regions = regions,
            Notes = _notes,
        };
    }

    private LimitValue NonPagedInitial()
    {
        LimitValue value = Plain("nonPagedInitial");
        if (_registry.Get("NonPagedPoolSize") is not { } wanted)
        {
            return value;
        }

        ulong most = _machine.UsableByteCount / 8 * 7;
        if (wanted <= most)
        {
            return Set(value, Bytes.RoundUp(wanted, Bytes.Page), "NonPagedPoolSize");
        }

        if (_machine.Profile.Rules.StopsOnLargeNonPagedSize)
        {
            throw new ProfileException(
                $"NonPagedPoolSize {Bytes.Text(wanted)} is more than 7/8 of RAM, {Bytes.Text(most)}: "
                + $"{_machine.Profile} stops with bug check 78");
        }

        _notes.Add($"NonPagedPoolSize {Bytes.Text(wanted)} is more than 7/8 of RAM and ignored");
        return value;
    }

    private LimitValue NonPagedMaximum(LimitValue initial)
    {
        LimitValue value = Plain("nonPagedMaximum", initial.ByteCount ?? 0);
        if (_registry.Get("NonPagedPoolMaximumPercent") is { } percent)
        {
            ulong share = Bytes.Percent(_machine.UsableByteCount, (uint)percent);
            value = Set(value, Math.Min(share, value.CeilingByteCount ?? share), "NonPagedPoolMaximumPercent");
        }

        // NonPagedPoolSize fixes what boot takes; the pool cannot end below it.
        if (_registry.Get("NonPagedPoolSize") is not null && initial.ByteCount > value.ByteCount)
        {
            value = Set(value, checked(initial.ByteCount.Value + LeastExpansion), "NonPagedPoolSize");
        }

        return WithLimit(value, "NonPagedPoolLimit");
    }

    private LimitValue Paged(LimitValue nonPaged)
    {
        LimitValue value = Plain("pagedMaximum", maximum: nonPaged.ByteCount ?? 0);
        ulong? wanted = _registry.Get("PagedPoolSize");
        if (_machine.Switches.ControlPanelRegistryByteCount is { } registry)
        {
            wanted = ControlPanel(registry, value) ?? wanted;
        }

        if (wanted is { } size)
        {
            ulong most = value.CeilingByteCount ?? size;
            ulong given = size == RegistryValues.Largest ? most : Bytes.RoundUp(size, _machine.PageTableByteCount);
            if (size != RegistryValues.Largest && given > most)
            {
                _notes.Add($"PagedPoolSize {Bytes.Text(size)} is cut to {Bytes.Text(most)}");
            }

            value = Set(value, Math.Min(given, most), "PagedPoolSize");
        }
        else
        {
            value = Reading("pagedMaximum") ?? value;
        }

        return WithLimit(value, "PagedPoolLimit");
    }

    // The control panel makes room for the registry that was asked for; the page on the kernel memory area tells of it.
    private ulong? ControlPanel(ulong registry, LimitValue paged)
    {
        if (!_machine.Profile.Rules.Reads("RegistrySizeLimit"))
        {
            throw new ProfileException(
                $"{_machine.Profile} has no maximum registry size; expected Windows NT 4.0 or 2000");
        }

        ulong needed = checked((registry * 100) + (MostRegistryPercent - 1)) / MostRegistryPercent;
        if (needed <= paged.ByteCount)
        {
            return null;
        }

        _notes.Add(
            $"the control panel sets PagedPoolSize to {Bytes.Text(needed)} for a registry of {Bytes.Text(registry)}, "
            + "and changes SystemPages too, to a value that no source names");
        return needed;
    }

    private LimitValue? Reading(string limit)
    {
        foreach (LimitReading reading in _machine.Profile.Rules.Readings)
        {
            if (reading.Limit == limit && reading.RuleSet == _machine.Switches.Rules
                && reading.RamByteCount == _machine.UsableByteCount
                && !_machine.HasThreeGigabytes && !_machine.Switches.Pae)
            {
                LimitRule rule = _machine.Profile.Rules.Rule(reading.RuleSet, limit);
                return new(reading.ByteCount, reading.Text, reading.Source)
                {
                    RuleSet = reading.RuleSet,
                    CeilingByteCount = RuleEvaluator.Ceiling(rule, _machine),
                    IsReading = true,
                };
            }
        }

        return null;
    }

    // No source has a number for paged pool with /3GB: it is what remains. Elsewhere the rules' numbers stand.
    private LimitValue WithinAddressSpace(LimitValue paged, RegionSizes sizes, RegionSizes fitting)
    {
        if (fitting == sizes)
        {
            return paged;
        }

        if (!_machine.HasThreeGigabytes)
        {
            _notes.Add("these limits do not fit beside each other: the regions show what the address space holds");
            return paged;
        }

        return paged with
        {
            ByteCount = fitting.PagedMaximum,
            Rule = $"what the kernel's address space leaves ({paged.Rule})",
            Source = $"docs/sources.md#kernel-address-space; {paged.Source}",
        };
    }

    private LimitValue SystemPtes(IReadOnlyList<SystemRegion> regions)
    {
        LimitValue value = Plain("systemPtes");
        if (_registry.Get("SystemPages") is { } count && count != RegistryValues.Largest)
        {
            return Set(value, count * Bytes.Page, "SystemPages");
        }

        if (_machine.HasThreeGigabytes && _machine.Profile.Rules.Layout is FixedLayout32)
        {
            ulong left = 0;
            foreach (SystemRegion region in regions)
            {
                left += region.Kind == SystemRegionKind.SystemPtes ? region.ByteCount : 0;
            }

            if (left < value.ByteCount)
            {
                string rule = $"what the other areas leave ({value.Rule})";
                value = value with { ByteCount = left, Rule = rule };
            }
        }

        return WithLimit(value, "SystemPtesLimit");
    }

    private LimitValue Commit() => new(
        _machine.CommitByteCount,
        $"available RAM - 4 MB + paging files of {Bytes.Text(_machine.Switches.PagingFileByteCount)}",
        "ROS, WDD; docs/sources.md#commit-limit");

    private LimitValue RegistrySize(LimitValue paged)
    {
        if (!_machine.Profile.Rules.Reads("RegistrySizeLimit"))
        {
            return new(null, "no limit since Windows XP", RegistrySizeSource);
        }

        if (paged.ByteCount is not { } size)
        {
            return new(null, "paged pool is not known", RegistrySizeSource);
        }

        ulong most = Bytes.Percent(size, MostRegistryPercent);
        ulong? wanted = _machine.Switches.ControlPanelRegistryByteCount ?? _registry.Get("RegistrySizeLimit");
        return wanted is { } given
            ? new(
                Math.Min(Math.Max(given, LeastRegistrySize), most),
                "RegistrySizeLimit, from 4 MB to 80 % of paged pool", RegistrySizeSource)
            { CeilingByteCount = most }
            : new(
                Bytes.Percent(size, DefaultRegistryPercent), "25 % of paged pool", RegistrySizeSource)
            { CeilingByteCount = most };
    }

    private LimitValue SystemHive() => new(
        _machine.Profile.Rules.SystemHiveLimit,
        _machine.Profile.Rules.SystemHiveLimit is null ? "no source for this version" : "what boot can load",
        _machine.Profile.Rules.SystemHiveSource);

    private LimitValue Trim(LimitValue paged)
    {
        if (!_machine.Profile.Rules.Reads("PoolUsageMaximum"))
        {
            return new(null, "no source for this version", "-");
        }

        ulong percent = _registry.Get("PoolUsageMaximum") ?? DefaultTrimPercent;
        return new(
            paged.ByteCount is { } size ? Bytes.Percent(size, (uint)percent) : null,
            $"PoolUsageMaximum, {percent} % of paged pool",
            "Q312362; docs/sources.md#memory-management-registry-values");
    }

    private LimitValue Quota(string name) => _registry.Get(name) is { } megabytes
        ? new(megabytes * Bytes.Megabyte, name, RegistrySource)
        : new(null, "chosen by Windows; no source for the number", RegistrySource);

    private LimitValue Plain(string limit, ulong initial = 0, ulong maximum = 0)
    {
        LimitRule rule = _machine.Profile.Rules.Rule(_machine.Switches.Rules, limit);
        LimitValue value = new(RuleEvaluator.Evaluate(rule, _machine, initial, maximum), rule.Text, rule.Source)
        {
            RuleSet = rule.RuleSet,
            CeilingByteCount = RuleEvaluator.Ceiling(rule, _machine),
        };
        return value.ByteCount > _machine.KernelByteCount
            ? value with { ByteCount = _machine.KernelByteCount, Rule = $"the kernel's address space ({value.Rule})" }
            : value;
    }

    // The values of Vista SP1 for x86: MB, rounded up to whole units.
    private LimitValue WithLimit(LimitValue value, string name)
    {
        if (_registry.Get(name) is not { } megabytes)
        {
            return value;
        }

        ulong limit = Bytes.RoundUp(megabytes * Bytes.Megabyte, _machine.PageTableByteCount);
        return Set(value, Math.Min(value.ByteCount ?? limit, limit), name);
    }

    private LimitValue InMegabytes(LimitValue value, string name) => _registry.Get(name) is { } megabytes
        ? Set(value, megabytes * Bytes.Megabyte, name)
        : value;

    private static LimitValue Set(LimitValue value, ulong byteCount, string name) =>
        value with { ByteCount = byteCount, Rule = name, Source = RegistrySource };
}
