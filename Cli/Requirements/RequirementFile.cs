using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Simulator.Naming;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AllocSim.Cli.Requirements;

/// <summary>Reads requirements from a YAML file that is kept beside a program's traces; docs/formats.md describes it. What is wrong is told with its line.</summary>
public sealed class RequirementFile
{
    private static readonly string[] Fields = ["require", "traces"];

    private readonly string _path;
    private readonly IReadOnlyList<Measure> _measures;
    private readonly List<string> _errors = [];
    private readonly List<Requirement> _common = [];
    private readonly List<(string Trace, Requirement Requirement)> _byTrace = [];

    private RequirementFile(string path, IReadOnlyList<Measure> measures)
    {
        _path = path;
        _measures = measures;
    }

    /// <summary>Reads a file that exists.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="measures">The measures that there are.</param>
    /// <param name="arguments">Takes what is wrong.</param>
    public static RequirementSet Read(string path, IReadOnlyList<Measure> measures, Arguments arguments)
    {
        RequirementFile file = new(path, measures);
        YamlStream stream = [];
        try
        {
            using StreamReader text = new(path);
            stream.Load(text);
            file.ReadRoot(stream.Documents.Count == 1 ? stream.Documents[0].RootNode : new YamlScalarNode());
        }
        catch (YamlException e)
        {
            file._errors.Add(string.Create(CultureInfo.InvariantCulture, $"{path}:{e.Start.Line}: this is not YAML: {e.Message.ReplaceLineEndings(" ")}"));
        }

        arguments.AddErrors(file._errors);
        return new RequirementSet(file._common, file._byTrace, null);
    }

    private void ReadRoot(YamlNode root)
    {
        if (root is not YamlMappingNode map)
        {
            _errors.Add($"{_path}:1: expected the fields of requirements: {string.Join(", ", Fields)}");
            return;
        }

        foreach ((YamlNode name, YamlNode value) in map)
        {
            if (name.ToString() == "require")
            {
                ReadList(value, _common.Add);
            }
            else if (name.ToString() == "traces" && value is YamlMappingNode traces)
            {
                foreach ((YamlNode trace, YamlNode list) in traces)
                {
                    ReadList(list, requirement => _byTrace.Add((trace.ToString(), requirement)));
                }
            }
            else
            {
                string wrong = name.ToString() == "traces" ? "expected a trace's name and its requirements on each line" : $"there is no field {name}; known are {string.Join(", ", Fields)}{NearestName.Question(name.ToString(), Fields)}";
                _errors.Add($"{Place(name)} {wrong}");
            }
        }

        if (_common.Count + _byTrace.Count + _errors.Count == 0)
        {
            _errors.Add($"{_path}: there are no requirements in it");
        }
    }

    private void ReadList(YamlNode node, Action<Requirement> add)
    {
        foreach (YamlNode item in node is YamlSequenceNode list ? list : (IEnumerable<YamlNode>)[node])
        {
            if (item is not YamlScalarNode)
            {
                _errors.Add($"{Place(item)} expected a list of MEASURE<=VALUE");
            }
            else if (Requirement.TryRead(item.ToString(), Place(item), _measures, _errors) is { } requirement)
            {
                add(requirement);
            }
        }
    }

    private string Place(YamlNode node) => string.Create(CultureInfo.InvariantCulture, $"{_path}:{node.Start.Line}:");
}
