using System.Text.Json;
using AllocSim.Reports.Runs;

namespace AllocSim.Reports.Stored;

/// <summary>The manifest of a stored run.</summary>
public sealed record StoredManifest
{
    /// <summary>File name of a manifest: the folder that has one is a run.</summary>
    public const string FileName = "manifest.json";

    /// <summary>What was run.</summary>
    public required RunDescription Description { get; init; }

    /// <summary>Every value by its path, such as <c>machine.cpus</c>, in the file's order.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Values { get; init; }

    /// <summary>Reads a manifest.</summary>
    /// <param name="path">The file, which exists.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <returns>Null when something is.</returns>
    public static StoredManifest? TryRead(string path, List<string> errors)
    {
        List<KeyValuePair<string, string>> values = [];
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            Flatten(json.RootElement, "", values);
        }
        catch (JsonException e)
        {
            errors.Add(FormattableString.Invariant($"{path}:{(e.LineNumber ?? 0) + 1} is no JSON: the file is damaged"));
            return null;
        }

        Dictionary<string, string> named = new(values, StringComparer.Ordinal);
        string schema = named.GetValueOrDefault("schema", "");
        if (schema != FormattableString.Invariant($"{Manifest.SchemaVersion}"))
        {
            errors.Add(schema.Length == 0
                ? $"{path} names no schema: it is no manifest of a run"
                : FormattableString.Invariant($"{path} is of schema {schema}, written by version {named.GetValueOrDefault("version", "unknown")}; this version reads schema {Manifest.SchemaVersion}: replay the trace again"));
            return null;
        }

        string[] missing = [.. ((string[])["version", "trace", "trace_sha256", "policy", "conf", "timing", "touch"]).Where(name => !named.ContainsKey(name))];
        errors.AddRange(missing.Select(name => $"{path} does not say \"{name}\""));
        return missing.Length > 0 ? null : new StoredManifest
        {
            Description = new RunDescription
            {
                Trace = named["trace"],
                TraceSha256 = named["trace_sha256"],
                Policy = named["policy"],
                Conf = named["conf"],
                Timing = named["timing"],
                Touch = named["touch"],
                Version = named["version"],
                Revision = named.GetValueOrDefault("revision", ""),
                Command = named.GetValueOrDefault("command", ""),
                EffectiveOptions = [.. values.Where(value => value.Key.StartsWith("options.", StringComparison.Ordinal)).Select(value => new KeyValuePair<string, string>(value.Key["options.".Length..], value.Value))],
            },
            Values = values,
        };
    }

    private static void Flatten(JsonElement element, string path, List<KeyValuePair<string, string>> values)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    Flatten(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", values);
                }

                break;
            case JsonValueKind.Array:
                values.Add(new(path, string.Join(", ", element.EnumerateArray().Select(item => item.ToString()))));
                break;
            default:
                if (!values.Exists(value => value.Key == path))
                {
                    values.Add(new(path, element.ToString()));
                }

                break;
        }
    }
}
