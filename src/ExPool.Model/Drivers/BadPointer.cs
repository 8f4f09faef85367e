using System;
using ExPool.Ke;

namespace ExPool.Model.Drivers;

/// <summary>Follows a pointer that leads nowhere.</summary>
/// <remarks>0x50, whose last parameter says why: 0 for a mapping that was given back, 2 where there is no page table, 4
/// for an address that no table could hold; at DISPATCH_LEVEL 0xA (docs/reference/drivers.md).</remarks>
internal sealed class BadPointer(DriverArguments arguments) : Misbehaver(arguments)
{
    // The lowest addresses of the system on x64, and the last page but one on x86: no layout uses them.
    private const ulong Unmapped64 = 0xFFFF_8000_0000_0000;
    private const ulong Unmapped32 = 0xFFFF_E000;
    private const ulong NonCanonical = 0x8000_0000_0000_0000;

    /// <summary>What the catalog says of it.</summary>
    public static DriverEntry Entry { get; } = new(
        "BadPointer",
        "follows a pointer that leads nowhere: 0x50, at DISPATCH_LEVEL 0xA",
        [
            After,
            DriverParameter.Choice(
                "to", ["unmapped", "freed", "null", "noncanonical"], "what it points at; noncanonical on x64 only"),
            DriverParameter.Choice("does", ["read", "write"], "what it does there"),
            DriverParameter.Choice("level", ["passive", "dispatch"], "the level it does it at"),
        ],
        arguments => new BadPointer(arguments));

    /// <inheritdoc/>
    protected override TimeSpan Misbehave(IKernel kernel)
    {
        if (Arguments.Is("to", "noncanonical") && kernel.PointerByteCount == sizeof(uint))
        {
            kernel.Log("badpointer.sys: every address of 32 bits is canonical; expected a machine of 64 bits");
            return Ended;
        }

        if (FindAddress(kernel) is not nuint address)
        {
            return Patience;
        }

        if (Arguments.Is("level", "dispatch"))
        {
            kernel.RaiseIrql(Irql.Dispatch);
        }

        if (Arguments.Is("does", "write"))
        {
            kernel.Write(address, 1u);
        }
        else
        {
            kernel.Read<uint>(address);
        }

        kernel.LowerIrql(Irql.Passive);
        return Ended;
    }

    private nuint? FindAddress(IKernel kernel)
    {
        if (!Arguments.Is("to", "freed"))
        {
            ulong nowhere = kernel.PointerByteCount == sizeof(uint) ? Unmapped32 : Unmapped64;
            return (nuint)(Arguments.Is("to", "null") ? 0
                : Arguments.Is("to", "noncanonical") ? NonCanonical
                : nowhere);
        }

        nuint mapping = kernel.AllocateMapping(1);
        if (mapping == 0)
        {
            return null;
        }

        kernel.FreeMapping(mapping, 1);
        return mapping;
    }
}
