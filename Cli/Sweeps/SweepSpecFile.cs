using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Naming;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AllocSim.Cli.Sweeps;

/// <summary>Reads a sweep from a YAML file; docs/formats.md describes it. What is wrong is told with its line.</summary>
public sealed class SweepSpecFile
{
    private static readonly string[] Fields = ["trace", "traces", "conf", "axes", "points", "random"];
    private static readonly string[] RandomFields = ["count", "seed"];

    private readonly string _path;
    private readonly Arguments _arguments;

    private SweepSpecFile(string path, Arguments arguments)
    {
        _path = path;
        _arguments = arguments;
    }

    /// <summary>Reads a file that exists. The result is to be used only when nothing was wrong.</summary>
    public static SweepSpec Read(string path, Arguments arguments)
    {
        SweepSpecFile file = new(path, arguments);
        YamlStream stream = [];
        try
        {
            using StreamReader text = new(path);
            stream.Load(text);
        }
        catch (YamlException e)
        {
            arguments.AddError(string.Create(CultureInfo.InvariantCulture, $"{path}:{e.Start.Line}: this is not YAML: {e.Message.ReplaceLineEndings(" ")}"));
            return new SweepSpec();
        }

        if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root)
        {
            return file.ReadRoot(root);
        }

        arguments.AddError($"{path}:1: expected the fields of a sweep: {string.Join(", ", Fields)}");
        return new SweepSpec();
    }

    private SweepSpec ReadRoot(YamlMappingNode root)
    {
        RefuseUnknown(root, Fields);
        YamlNode? axes = Field(root, "axes");
        YamlNode? points = Field(root, "points");
        YamlNode? random = Field(root, "random");
        if (axes is null == (points is null))
        {
            Wrong(points ?? root, "expected either axes, for their grid, or points, for a list");
            return new SweepSpec();
        }

        if (random is not null && points is not null)
        {
            Wrong(random, "random points are drawn from axes; a list is run whole");
        }

        SweepSpec spec = new()
        {
            Traces = ReadTraces(root),
            Conf = Field(root, "conf") is { } conf ? Text(conf, "options as NAME:VALUE,NAME:VALUE") : null,
            ConfPlace = Field(root, "conf") is { } place ? Place(place) : "--conf",
        };
        spec = axes is not null ? spec with { Axes = ReadAxes(axes) } : ReadList(spec, points!);
        return random is null ? spec : ReadRandom(spec, random);
    }

    private List<WeightedTrace> ReadTraces(YamlMappingNode root)
    {
        YamlNode? one = Field(root, "trace");
        YamlNode? several = Field(root, "traces");
        if (one is not null && several is not null)
        {
            Wrong(several, "expected either trace, for one, or traces, for a list");
        }

        List<WeightedTrace> traces = [];
        foreach (YamlNode node in several is YamlSequenceNode list ? list : (one ?? several) is { } single ? (IEnumerable<YamlNode>)[single] : [])
        {
            // An entry is a path, or {path: weight}.
            (YamlNode path, YamlNode? weight) = node is YamlMappingNode { Children.Count: 1 } map ? (map.First().Key, map.First().Value) : (node, null);
            string text = Text(path, "a path, or {PATH: WEIGHT}");
            if (weight is not null && WeightedTrace.TryWeight(weight.ToString()) is null)
            {
                Wrong(weight, $"'{weight}' is no weight; expected a number above 0");
            }
            else if (text.Length > 0)
            {
                traces.Add(new WeightedTrace(Path.Combine(Path.GetDirectoryName(_path) ?? "", text), weight is null ? 1 : WeightedTrace.TryWeight(weight.ToString())!.Value));
            }
        }

        return traces;
    }

    private List<SweepAxis> ReadAxes(YamlNode node)
    {
        List<SweepAxis> axes = [];
        foreach ((YamlNode name, YamlNode values) in Entries(node, "a name and its values on each line, such as page_size: [4KiB, 64KiB]"))
        {
            IEnumerable<YamlNode> items = values is YamlSequenceNode list ? list : [values];
            axes.Add(new SweepAxis(name.ToString(), Place(name), [.. items.Select(Value)]));
        }

        if (axes.Count == 0)
        {
            Wrong(node, "there are no axes, and so no points");
        }

        return axes;
    }

    private SweepSpec ReadList(SweepSpec spec, YamlNode node)
    {
        if (node is not YamlSequenceNode { Children.Count: > 0 } list)
        {
            Wrong(node, "there are no points; expected a list of them, such as - {touch: first, cpus: 4}");
            return spec;
        }

        List<(string Name, SweepValue Value)[]> rows = [];
        Dictionary<string, int> columns = [];
        List<(string Name, string Place)> names = [];
        foreach (YamlNode point in list)
        {
            (YamlNode Name, YamlNode Value)[] entries = [.. Entries(point, "a point as {NAME: VALUE, NAME: VALUE}")];
            rows.Add([.. entries.Select(entry => (entry.Name.ToString(), Value(entry.Value)))]);
            foreach ((YamlNode name, _) in entries.Where(entry => columns.TryAdd(entry.Name.ToString(), columns.Count)))
            {
                names.Add((name.ToString(), Place(name)));
            }

            if (entries.Length == 0)
            {
                Wrong(point, "the point says nothing; give at least one NAME: VALUE");
            }
        }

        return spec with
        {
            Axes = [.. names.Select(name => new SweepAxis(name.Name, name.Place, [.. rows.SelectMany(row => row).Where(entry => entry.Name == name.Name).Select(entry => entry.Value)]))],
            Listed = [.. rows.Select(row => (IReadOnlyList<SweepValue?>)[.. names.Select(name => row.FirstOrDefault(entry => entry.Name == name.Name).Value)])],
        };
    }

    private SweepSpec ReadRandom(SweepSpec spec, YamlNode node)
    {
        if (node is not YamlMappingNode map)
        {
            Wrong(node, "expected {count: POINTS, seed: NUMBER}");
            return spec;
        }

        RefuseUnknown(map, RandomFields);
        if (Field(map, "count") is null)
        {
            Wrong(node, "count is missing: how many points are drawn");
        }

        return spec with
        {
            RandomCount = Field(map, "count") is { } count ? (int)Number(count, 1, SweepPoints.PointsMax) : null,
            Seed = Field(map, "seed") is { } seed ? (ulong)Number(seed, 0, long.MaxValue) : spec.Seed,
        };
    }

    private SweepValue Value(YamlNode node) => node switch
    {
        YamlScalarNode { Value: { Length: > 0 } text } => new SweepValue(text, Place(node)),
        YamlMappingNode map => SizeClasses(map),
        _ => new SweepValue(Text(node, "a value"), Place(node)),
    };

    /// <summary>A choice of size classes written as fields, of which list may hold a class a line.</summary>
    private SweepValue SizeClasses(YamlMappingNode map)
    {
        List<string> parts = [];
        string[] places = [];
        foreach ((YamlNode name, YamlNode value) in map)
        {
            if (value is YamlSequenceNode list)
            {
                places = [.. list.Select(Place)];
                parts.Add($"{name}:{string.Join('|', list.Select(item => Text(item, "a class as SIZE:PAGES")))}");
            }
            else
            {
                parts.Add($"{name}:{Text(value, "a value")}");
            }
        }

        return new SweepValue(string.Join(',', parts), Place(map), places.Length == 0 ? null : at => places[Math.Min(at, places.Length - 1)]);
    }

    private IEnumerable<(YamlNode Name, YamlNode Value)> Entries(YamlNode node, string expected)
    {
        if (node is YamlMappingNode map)
        {
            return map.Children.Select(entry => (entry.Key, entry.Value));
        }

        Wrong(node, $"expected {expected}");
        return [];
    }

    private void RefuseUnknown(YamlMappingNode map, string[] fields)
    {
        foreach (YamlNode key in map.Children.Keys.Where(key => !fields.Contains(key.ToString())))
        {
            Wrong(key, $"{key} is not a field here; known are {string.Join(", ", fields)}{NearestName.Question(key.ToString(), fields)}");
        }
    }

    private static YamlNode? Field(YamlMappingNode map, string name) => map.Children.TryGetValue(new YamlScalarNode(name), out YamlNode? node) ? node : null;

    private string Text(YamlNode node, string expected)
    {
        if (node is YamlScalarNode { Value: { } text } && (text.Length > 0 || expected.StartsWith("options", StringComparison.Ordinal)))
        {
            return text;
        }

        Wrong(node, $"expected {expected}");
        return "";
    }

    private long Number(YamlNode node, long least, long most)
    {
        if (long.TryParse(node.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most)
        {
            return number;
        }

        Wrong(node, string.Create(CultureInfo.InvariantCulture, $"'{node}' does not fit; expected a whole number from {least} to {most}"));
        return least;
    }

    private string Place(YamlNode node) => string.Create(CultureInfo.InvariantCulture, $"{_path}:{node.Start.Line}");

    private void Wrong(YamlNode node, string reason) => _arguments.AddError($"{Place(node)}: {reason}");
}
