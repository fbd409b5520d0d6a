using System.Text.Json;

namespace AllocSim.Reports.Profiles;

/// <summary>Writes a file of speedscope's format: a profile of live bytes and one of held bytes over the same frames.</summary>
internal static class SpeedscopeProfile
{
    /// <summary>Writes the file.</summary>
    /// <param name="output">Where to; stays open.</param>
    /// <param name="name">What the profile is called.</param>
    /// <param name="rows">The sums.</param>
    public static void Write(Stream output, string name, IReadOnlyList<ProfileRow> rows)
    {
        var groups = ProfileFrames.Group(rows);
        string[] names = [.. groups.SelectMany(group => group.Frames).Distinct().Order(StringComparer.Ordinal)];
        using Utf8JsonWriter json = new(output);
        json.WriteStartObject();
        json.WriteString("$schema", "https://www.speedscope.app/file-format-schema.json");
        json.WriteString("name", name);
        json.WriteStartObject("shared");
        json.WriteStartArray("frames");
        foreach (string frame in names)
        {
            json.WriteStartObject();
            json.WriteString("name", frame);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartArray("profiles");
        WriteProfile(json, "live bytes", groups, names, row => row.LiveBytes);
        WriteProfile(json, "held but unused bytes", groups, names, row => row.HeldBytes);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteProfile(Utf8JsonWriter json, string name, IReadOnlyList<(IReadOnlyList<string> Frames, IReadOnlyList<ProfileRow> Rows)> groups, string[] names, Func<ProfileRow, ulong> figure)
    {
        var shown = groups.Where(group => group.Rows.Sum(figure) > 0).ToArray();
        json.WriteStartObject();
        json.WriteString("type", "sampled");
        json.WriteString("name", name);
        json.WriteString("unit", "bytes");
        json.WriteNumber("startValue", 0);
        json.WriteNumber("endValue", shown.SelectMany(group => group.Rows).Sum(figure));
        json.WriteStartArray("samples");
        foreach ((IReadOnlyList<string> frames, IReadOnlyList<ProfileRow> _) in shown)
        {
            json.WriteStartArray();
            foreach (string frame in frames)
            {
                json.WriteNumberValue(Array.BinarySearch(names, frame, StringComparer.Ordinal));
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("weights");
        foreach ((IReadOnlyList<string> _, IReadOnlyList<ProfileRow> rows) in shown)
        {
            json.WriteNumberValue(rows.Sum(figure));
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
