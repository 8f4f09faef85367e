using System.Collections.Generic;
using System.Reflection;
using System.Threading.Tasks;
using ExPool.Mm;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace ExPool.Model.Tests.Support;

/// <summary>Runs a test on a machine of each form of page tables.</summary>
[System.AttributeUsage(System.AttributeTargets.Method)]
internal sealed class EveryModeAttribute : DataAttribute
{
    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod, DisposalTracker disposalTracker) => new(
        (IReadOnlyCollection<ITheoryDataRow>)
        [
            new TheoryDataRow<PagingMode>(PagingMode.X86),
            new TheoryDataRow<PagingMode>(PagingMode.Pae),
            new TheoryDataRow<PagingMode>(PagingMode.Amd64),
        ]);

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}
