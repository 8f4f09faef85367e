using System;
using System.Runtime.InteropServices;
using ExPool.Contract.Tests.Support;
using ExPool.Machine;
using Xunit;

namespace ExPool.Contract.Tests.Misuse;

public sealed class HostMistakes : MistakeContract<HostMachine>
{
    [Fact]
    public unsafe void Free_of_memory_that_this_process_has_elsewhere_stops_with_C2_42()
    {
        byte* onStack = stackalloc byte[64];
        byte[] pinned = GC.AllocateArray<byte>(64, pinned: true);
        void* native = NativeMemory.AlignedAlloc(64, 16);
        nuint[] addresses =
        [
            AlignUp((nuint)onStack),
            AlignUp((nuint)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0)),
            (nuint)native,
        ];
        foreach (nuint address in addresses)
        {
            AssertMistake(PoolKind.NonPaged, pools => Stray(0x42, address));
        }

        NativeMemory.AlignedFree(native);
    }

    protected override HostMachine CreateMachine() => TestPools.Host();

    private static nuint AlignUp(nuint address) => (address + 15) & ~(nuint)15;
}
