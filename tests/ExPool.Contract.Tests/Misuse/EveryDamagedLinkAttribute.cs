using System;
using System.Collections.Generic;
using System.Reflection;
using System.Threading.Tasks;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace ExPool.Contract.Tests.Misuse;

/// <summary>Every damage of a link, in both pools.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EveryDamagedLinkAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        List<ITheoryDataRow> rows = [];
        foreach (PoolKind kind in Enum.GetValues<PoolKind>())
        {
            foreach (DamagedLink link in Enum.GetValues<DamagedLink>())
            {
                rows.Add(new TheoryDataRow<PoolKind, DamagedLink>(kind, link));
            }
        }

        return new(rows);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
