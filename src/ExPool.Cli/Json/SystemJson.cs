using System.Text.Json;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Json;

/// <summary>The documents of the verbs about a machine's own components: registry, sessions.</summary>
internal static class SystemJson
{
    /// <summary>Writes what a registry may have and has.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="report">The report.</param>
    public static void Write(Utf8JsonWriter json, RegistryReport report)
    {
        json.WriteNullable("allowedBytes", report.AllowedBytes);
        json.WriteNumber("usedBytes", report.UsedBytes);
        json.WriteNumber("pagedPoolBytes", report.PagedPoolBytes);
        json.WriteBoolean("isInPagedPool", report.IsInPagedPool);
        json.WriteNumber("openKeys", report.OpenKeys);
        json.WriteNumber("refused", report.Refused);
        json.WriteStartArray("hives");
        foreach (HiveReport hive in report.Hives)
        {
            json.WriteStartObject();
            json.WriteString("name", hive.Name);
            json.WriteAddress("address", hive.Address);
            json.WriteNumber("bytes", hive.Bytes);
            json.WriteNumber("openKeys", hive.OpenKeys);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes what sessions have.</summary>
    /// <param name="json">The writer, inside an object.</param>
    /// <param name="report">The report.</param>
    public static void Write(Utf8JsonWriter json, SessionsReport report)
    {
        json.WriteBoolean("hasOwnPool", report.HasOwnPool);
        json.WriteNullable("poolLimitBytes", report.PoolLimitBytes);
        json.WriteNullable("viewLimitBytes", report.ViewLimitBytes);
        json.WriteStartArray("sessions");
        foreach (SessionReport session in report.Sessions)
        {
            json.WriteStartObject();
            json.WriteNumber("id", session.Id);
            json.WriteNumber("requestedBytes", session.RequestedBytes);
            json.WriteNullable("poolUsedBytes", session.PoolUsedBytes);
            json.WriteNullable("poolPeakBytes", session.PoolPeakBytes);
            json.WriteNumber("viewUsedBytes", session.ViewUsedBytes);
            json.WriteNumber("desktops", session.Desktops);
            json.WriteNumber("windows", session.Windows);
            json.WriteNumber("refused", session.Refused);
            WriteTags(json, session);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTags(Utf8JsonWriter json, SessionReport session)
    {
        json.WriteStartArray("tags");
        foreach (TagUsage tag in session.Tags)
        {
            json.WriteStartObject();
            json.WriteString("tag", tag.Tag.ToString());
            json.WriteNumber("allocations", tag.Paged.Allocations);
            json.WriteNumber("frees", tag.Paged.Frees);
            json.WriteNumber("bytesInUse", tag.Paged.BytesInUse);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
