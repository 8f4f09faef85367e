using System.Collections.Generic;
using ExPool.Model.Ob;
using ExPool.Model.Ps;

namespace ExPool.Model.Reports;

/// <summary>Lists processes.</summary>
internal static class ProcessReporter
{
    /// <summary>All of them, from the youngest on.</summary>
    public static IReadOnlyList<ProcessReport> Read(SystemServices services)
    {
        List<ProcessReport> processes = [];
        foreach (nuint address in services.Objects.Objects(ObjectKind.Process))
        {
            ProcessBody process = services.Processes.At(address);
            (ulong commitPages, ulong virtualBytes) = services.Processes.Memory.UsageOf(process.Space);
            processes.Add(new ProcessReport(
                process.Id,
                process.ParentId,
                process.Image,
                process.ThreadCount,
                process.HandleTable == 0 ? 0 : services.Objects.Handles.At(process.HandleTable).Count,
                commitPages,
                virtualBytes,
                process.HasExited));
        }

        return processes;
    }
}
