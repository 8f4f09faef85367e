using System.Text.Json;
using ExPool.Model.Reports;
using ExPool.Snapshots;

namespace ExPool.Cli.Json;

/// <summary>The documents of the verbs about a machine's own components: registry, sessions.</summary>
internal static class SystemJson
{
    /// <summary>Writes what a registry may have and has.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="moniker">What was read.</param>
    /// <param name="origin">What it turned out to be.</param>
    /// <param name="report">The report.</param>
    public static void Write(Utf8JsonWriter json, string moniker, SnapshotOrigin origin, RegistryReport report)
    {
        json.WriteStartObject();
        SnapshotJson.WriteOrigin(json, moniker, origin);
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
        json.WriteEndObject();
    }

    /// <summary>Writes what sessions have.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="moniker">What was read.</param>
    /// <param name="origin">What it turned out to be.</param>
    /// <param name="report">The report.</param>
    public static void Write(Utf8JsonWriter json, string moniker, SnapshotOrigin origin, SessionsReport report)
    {
        json.WriteStartObject();
        SnapshotJson.WriteOrigin(json, moniker, origin);
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
        json.WriteEndObject();
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
