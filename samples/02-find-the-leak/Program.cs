using System;
using System.Diagnostics;
using System.Threading;
using ExPool;
using ExPool.Inspection;
using ExPool.Inspection.Analysis;

if (args is ["leak"])
{
    return Leak();
}

var start = new ProcessStartInfo(Environment.ProcessPath!, ["leak"])
{
    RedirectStandardInput = true,
    RedirectStandardOutput = true,
};
using Process child = Process.Start(start)!;
child.StandardOutput.ReadLine();

// <readme>
using ISnapshotSource source = SnapshotSources.Open($"pid:{child.Id}");
var finder = new LeakFinder();
for (int look = 0; look < 40; look++)
{
    Thread.Sleep(250);
    finder.Add(source.Capture());
}

foreach (LeakVerdict leak in finder.Conclude().Leaks)
{
    Console.WriteLine($"'{leak.Tag}' leaks {leak.BytesPerSecond:N0} bytes/s, first allocated by {leak.CallSite}");
}
// </readme>

child.StandardInput.Close();
child.WaitForExit();
return 0;

// A server of sorts: what it does for a request it gives back, what it keeps about a session it forgets.
static int Leak()
{
    _ = KernelPool.Executive;      // starts the pools, so that the other process finds them
    Console.WriteLine("ready");
    Thread stdin = new(() => Console.In.Read()) { IsBackground = true };
    stdin.Start();
    do
    {
        nuint request = KernelPool.Allocate(PoolFlags.Paged, 500, "Req");
        KernelPool.Allocate(PoolFlags.NonPaged, 1000, "Sess");
        KernelPool.Free(request, "Req");
    }
    while (!stdin.Join(5));
    return 0;
}
