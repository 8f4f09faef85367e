using System.Collections.Generic;
using System.Text.Json;
using ExPool.Cli.Capacity;
using ExPool.Ke;
using ExPool.Model;
using ExPool.Model.Reports;

namespace ExPool.Cli.Json;

/// <summary>The document of <c>capacity --json</c>.</summary>
internal static class CapacityJson
{
    /// <summary>Writes all tables.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="tables">What was found.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<CapacityTable> tables)
    {
        json.WriteStartObject();
        json.WriteStartArray("machines");
        foreach (CapacityTable table in tables)
        {
            ComputerOptions options = table.Machine;
            json.WriteStartObject();
            json.WriteString("os", options.OperatingSystem);
            json.WriteString("architecture", options.Architecture);
            json.WriteNumber("ramBytes", options.PhysicalByteCount);
            json.WriteStartArray("rows");
            foreach (CapacityRow row in table.Rows)
            {
                Write(json, row);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CapacityRow row)
    {
        json.WriteStartObject();
        json.WriteString("what", row.What);
        json.WriteNumber("count", row.Count);
        json.WriteBoolean("isRefused", row.Refusal is not null);
        if (row.Refusal is NtStatus status)
        {
            json.WriteString("status", JsonDocumentWriter.Hexadecimal((ulong)status));
            json.WriteString("statusName", status.ToString());
            json.WriteString("reason", row.Reason.ToString());
        }
        else
        {
            json.WriteNull("status");
            json.WriteNull("statusName");
            json.WriteNull("reason");
        }

        if (row.Each is CapacityCost each)
        {
            json.WriteStartObject("each");
            json.WriteRounded("nonPagedBytes", each.NonPagedBytes, 1);
            json.WriteRounded("pagedBytes", each.PagedBytes, 1);
            json.WriteRounded("commitPages", each.CommitPages, 3);
            json.WriteRounded("residentPages", each.ResidentPages, 3);
            json.WriteRounded("systemPtes", each.SystemPtes, 3);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("each");
        }

        json.WriteEndObject();
    }
}
