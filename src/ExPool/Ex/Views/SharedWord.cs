using System.Threading;
using ExPool.Machine;

namespace ExPool.Ex.Views;

/// <summary>One interlocked access to a word that several processors change.</summary>
internal static class SharedWord<TMachine>
    where TMachine : struct, IMachine
{
    /// <summary>Sets a word if it holds what is expected; answers what it held.</summary>
    public static ulong Exchange(TMachine machine, nuint address, ulong value, ulong expected) =>
        Interlocked.CompareExchange(ref machine.At<ulong>(address), value, expected);

    /// <summary>Adds to a word, modulo its width; answers the sum.</summary>
    public static ulong Add(TMachine machine, nuint address, ulong value) =>
        Interlocked.Add(ref machine.At<ulong>(address), value);
}
