using System.Globalization;
using System.Text;
using AllocSim.Workloads.Atrace.Blocks;

namespace AllocSim.Workloads.Atrace.Frames;

/// <summary>The header as it stands in the file: a line a field, "name value".</summary>
internal static class HeaderText
{
    /// <summary>Writes the fields that are known.</summary>
    public static void Write(TraceOrigin header, ByteColumn to)
    {
        to.Clear();
        foreach ((string name, string value) in Fields(header))
        {
            if (value.Length > 0 && value != "0")
            {
                to.Append(Encoding.UTF8.GetBytes($"{name} {value.ReplaceLineEndings(" ").Replace('\n', ' ')}\n"));
            }
        }
    }

    /// <summary>Reads the fields; those of later versions are passed over.</summary>
    /// <returns>False when the version is missing or not known.</returns>
    public static bool TryRead(ReadOnlySpan<byte> payload, out TraceOrigin header, out string version)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in Encoding.UTF8.GetString(payload).Split('\n'))
        {
            int blank = line.IndexOf(' ', StringComparison.Ordinal);
            if (blank > 0)
            {
                fields[line[..blank]] = line[(blank + 1)..];
            }
        }

        string Text(string name) => fields.GetValueOrDefault(name, "");
        long Number(string name) => long.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
        header = new TraceOrigin
        {
            Program = Text("program"),
            Command = Text("command"),
            Source = Text("source"),
            Clock = Text("clock"),
            PageSize = (int)Math.Min(Number("page_size_bytes"), int.MaxValue),
            Cpus = (int)Math.Min(Number("cpus"), int.MaxValue),
            Process = (int)Math.Min(Number("process"), int.MaxValue),
            StartUnixNs = Number("start_unix_ns"),
        };
        version = Text("version");
        return Number("version") is >= AtraceFormat.OldestVersion and <= AtraceFormat.Version;
    }

    private static IEnumerable<(string Name, string Value)> Fields(TraceOrigin header) =>
    [
        ("version", AtraceFormat.Version.ToString(CultureInfo.InvariantCulture)),
        ("program", header.Program),
        ("command", header.Command),
        ("source", header.Source),
        ("clock", header.Clock),
        ("page_size_bytes", header.PageSize.ToString(CultureInfo.InvariantCulture)),
        ("cpus", header.Cpus.ToString(CultureInfo.InvariantCulture)),
        ("process", header.Process.ToString(CultureInfo.InvariantCulture)),
        ("start_unix_ns", header.StartUnixNs.ToString(CultureInfo.InvariantCulture)),
    ];
}
