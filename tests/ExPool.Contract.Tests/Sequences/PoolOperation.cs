namespace ExPool.Contract.Tests.Sequences;

/// <summary>One step of a random sequence.</summary>
/// <param name="IsFree">Free one of the living blocks, or allocate.</param>
/// <param name="ByteCount">What to ask for.</param>
/// <param name="Kind">The pool to ask.</param>
/// <param name="TagNumber">Which of the few tags.</param>
/// <param name="Pick">Which of the living blocks to free: modulo their number.</param>
/// <param name="Option">Allocate: leave it uninitialized. Free: give the tag.</param>
internal readonly record struct PoolOperation(
    bool IsFree, int ByteCount, PoolKind Kind, int TagNumber, int Pick, bool Option)
{
    /// <summary>One line of a failure's report.</summary>
    public override string ToString() => IsFree
        ? $"free #{Pick}{(Option ? " with its tag" : "")}"
        : $"allocate {ByteCount} {Kind} Seq{TagNumber}{(Option ? " uninitialized" : "")}";
}
