using ExPool.Ke;

namespace ExPool.Model;

/// <summary>A program that makes things of one kind until it is refused.</summary>
internal interface ICapacityProbe
{
    /// <summary>Things that it has.</summary>
    ulong HeldCount { get; }

    /// <summary>What the first refusal said; Success as long as there was none.</summary>
    NtStatus Refusal { get; }

    /// <summary>Which resource the first refusal wanted.</summary>
    Scarcity Reason { get; }

    /// <summary>Refusals so far.</summary>
    ulong RefusedCount { get; }
}
