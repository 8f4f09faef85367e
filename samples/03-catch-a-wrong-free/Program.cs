using System;
using ExPool;
using ExPool.Ke;

// <readme>
nuint block = KernelPool.Allocate(PoolFlags.NonPaged, 100, "Req");
nuint other = KernelPool.Allocate(PoolFlags.NonPaged, 100, "Keep");
Try(() => KernelPool.Free(block, "Resp"));     // another tag than the allocation's
Try(() => KernelPool.Free(block + 16, "Req")); // an address inside the block
KernelPool.Free(block, "Req");                 // right: mistakes changed nothing
Try(() => KernelPool.Free(block, "Req"));      // a second time
Try(() => KernelPool.Free(0x1234560));         // a wild pointer
KernelPool.Free(other);

static void Try(Action free)
{
    try
    {
        free();
    }
    catch (BugCheckException stop)
    {
        Console.WriteLine(stop.Message);
    }
}
// </readme>
