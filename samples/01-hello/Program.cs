using System;
using ExPool;
using ExPool.Snapshots;

// <readme>
using PoolMemory<int> primes = KernelPool.Rent<int>(1000, "Prim");    // paged, zeroed; Dispose gives it back
primes.GetSpan()[0] = 2;

nuint block = KernelPool.Allocate(PoolFlags.NonPaged, 200, "Conn");   // by address, as a driver does

foreach (TagUsage tag in KernelPool.Capture().Tags)
{
    Console.WriteLine($"{tag.Tag}  nonpaged {tag.NonPaged.BytesInUse,4}  paged {tag.Paged.BytesInUse,4}");
}

KernelPool.Free(block, "Conn");
// </readme>
