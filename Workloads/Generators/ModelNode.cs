using System.Globalization;
using AllocSim.Workloads.Units;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace AllocSim.Workloads.Generators;

/// <summary>A place in a workload's YAML description. Reading a field marks it as known; what is left unknown in the end is a mistake.</summary>
public sealed class ModelNode
{
    private readonly YamlNode _node;
    private readonly string _place;
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<ModelNode> _children = [];

    private ModelNode(YamlNode node, string place)
    {
        _node = node;
        _place = place;
    }

    /// <summary>Parses a whole description.</summary>
    /// <exception cref="ModelException">It is not YAML, or not a mapping.</exception>
    public static ModelNode Parse(TextReader text, string name)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(text);
        }
        catch (YamlException e)
        {
            throw new ModelException(string.Create(CultureInfo.InvariantCulture, $"{name}:{e.Start.Line}: is not YAML ({e.Message.ReplaceLineEndings(" ")}); a description of a workload is needed"));
        }

        return stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root
            ? new ModelNode(root, name)
            : throw new ModelException($"{name}: is not a description of a workload; fields with values are needed");
    }

    /// <summary>An error about this place.</summary>
    public ModelException Wrong(string reason) => new($"{_place}: {reason}");

    /// <summary>The field, or null where it is missing.</summary>
    public ModelNode? Find(string field)
    {
        _known.Add(field);
        if (_node is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode(field), out YamlNode? child))
        {
            var node = new ModelNode(child, $"{_place}: {field}");
            _children.Add(node);
            return node;
        }

        return null;
    }

    /// <summary>The field, which must be there.</summary>
    public ModelNode Get(string field) => Find(field) ?? throw Wrong($"{field} is missing; it is needed here");

    /// <summary>The names of the fields, in the order of the text.</summary>
    public IReadOnlyList<string> Fields() => _node is YamlMappingNode map ? [.. map.Children.Keys.Select(k => k.ToString())] : [];

    /// <summary>The elements of a list; none where this is no list.</summary>
    public IReadOnlyList<ModelNode> Items()
    {
        if (_node is not YamlSequenceNode list)
        {
            return [];
        }

        List<ModelNode> items = [.. list.Children.Select((c, i) => new ModelNode(c, string.Create(CultureInfo.InvariantCulture, $"{_place}[{i}]")))];
        _children.AddRange(items);
        return items;
    }

    /// <summary>Whether this is a single value.</summary>
    public bool IsValue => _node is YamlScalarNode;

    /// <summary>The value as text.</summary>
    public string Text() => _node is YamlScalarNode { Value: { } text } ? text : throw Wrong("is a list or mapping; a single value is needed");

    /// <summary>The value as a number; durations and sizes become nanoseconds and bytes.</summary>
    public double Number(double least, double greatest)
    {
        string text = Text();
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value);
        if (!isNumber && (QuantityText.TryDuration(text, out long quantity) || QuantityText.TryBytes(text, out quantity)))
        {
            value = quantity;
            isNumber = true;
        }

        return isNumber && value >= least && value <= greatest
            ? value
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"'{text}' does not fit; a number from {least} to {greatest} is needed"));
    }

    /// <summary>The value as a whole number.</summary>
    public int Whole(int least, int greatest)
    {
        double value = Number(least, greatest);
        return value == Math.Floor(value) ? (int)value : throw Wrong($"'{Text()}' does not fit; a whole number is needed");
    }

    /// <summary>A number in a field, or its default.</summary>
    public double Number(string field, double fallback, double least, double greatest) => Find(field)?.Number(least, greatest) ?? fallback;

    /// <summary>A whole number in a field, or its default.</summary>
    public int Integer(string field, int fallback, int least, int greatest) => (int)Number(field, fallback, least, greatest);

    /// <summary>The value as a truth value: true, yes or 1, false, no or 0.</summary>
    public bool Flag() => Text() switch
    {
        "true" or "yes" or "1" => true,
        "false" or "no" or "0" => false,
        string text => throw Wrong($"'{text}' does not fit; true or false is needed"),
    };

    /// <summary>A truth value in a field, or its default.</summary>
    public bool Flag(string field, bool fallback) => Find(field)?.Text() switch
    {
        null => fallback,
        "true" => true,
        "false" => false,
        var text => throw Wrong($"{field} is '{text}'; true or false is needed"),
    };

    /// <summary>Refuses fields that nothing has asked for.</summary>
    public void RefuseUnknown()
    {
        if (_known.Count > 0 && Fields().FirstOrDefault(f => !_known.Contains(f)) is { } unknown)
        {
            throw Wrong($"{unknown} is not a field here; known are {string.Join(", ", _known)}");
        }

        _children.ForEach(c => c.RefuseUnknown());
    }
}
