using System.CommandLine;
using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Naming;

namespace AllocSim.Cli.Inspection.Questions;

/// <summary>An option for each view that any policy declares, by its name and its other names, and one for each choice among rows.</summary>
internal sealed class ViewSyntax
{
    private const string MapName = "map";

    private readonly List<(string Name, Option Option)> _views = [];
    private readonly List<(string Name, Option<string?> Option)> _filters = [];
    private readonly Option<string?> _map = new("--" + MapName) { HelpName = "FILE.png", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _range = new("--range") { Description = "Only rows in this range of addresses: 0xSTART..0xEND or 0xSTART+SIZE.", HelpName = "RANGE", Arity = ArgumentArity.ExactlyOne };

    /// <summary>Makes the options and adds them to a verb.</summary>
    public ViewSyntax(PolicyRegistry policies, Command command)
    {
        (Policy Policy, ViewDeclaration View)[] all = [.. policies.All.SelectMany(policy => policy.Views.Select(view => (policy, view)))];
        foreach (string name in all.SelectMany(each => (string[])[each.View.Name, .. each.View.Aliases]).Distinct())
        {
            IEnumerable<string> helps = all.Where(each => IsNamed(each.View, name))
                .GroupBy(each => each.View.Name == name ? each.View.Help : "as --" + each.View.Name, each => each.Policy.Name, StringComparer.Ordinal)
                .Select(same => $"{same.Key} ({string.Join(", ", same)})");
            Option option = name == MapName ? _map : new Option<bool>("--" + name) { Arity = ArgumentArity.Zero };
            option.Description = $"A row for {string.Join("; ", helps)}.{(name == MapName ? " With a file: a picture of the address space, for every policy; of several moments one each." : "")}";
            _views.Add((name, option));
            command.Add(option);
        }

        foreach (string filter in all.SelectMany(each => each.View.Filters).Select(filter => filter.Option).Distinct())
        {
            Option<string?> option = new("--" + filter) { Description = $"Only rows of this {filter}.", HelpName = "VALUE", Arity = ArgumentArity.ExactlyOne };
            _filters.Add((filter, option));
            command.Add(option);
        }

        command.Add(_range);
    }

    /// <summary>Whether any view, or any choice among rows, was given.</summary>
    public bool IsGiven(Arguments arguments) => arguments.IsGiven(_range) || _views.Any(view => arguments.IsGiven(view.Option)) || _filters.Any(filter => arguments.IsGiven(filter.Option));

    /// <summary>Whether any view was given, of this policy or of another.</summary>
    public bool IsViewGiven(Arguments arguments) => _views.Any(view => arguments.IsGiven(view.Option) && (view.Name != MapName || arguments.Text(_map) is null));

    /// <summary>Reads where pictures go; null for nowhere.</summary>
    public string? ReadPicture(Arguments arguments)
    {
        string? path = arguments.Text(_map);
        if (path is not null && !path.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
        {
            arguments.AddError($"--{MapName} {path}: expected FILE.png, or nothing for a table; the trace stands before the options");
        }

        return path;
    }

    /// <summary>Reads which views are asked for; complains of what the policy does not have.</summary>
    public IReadOnlyList<ViewQuery> Read(Arguments arguments, Policy policy)
    {
        List<ViewQuery> queries = [];
        (ulong start, ulong end) = ReadRange(arguments);
        foreach ((string name, Option option) in _views.Where(view => arguments.IsGiven(view.Option) && (view.Name != MapName || arguments.Text(_map) is null)))
        {
            if (policy.Views.FirstOrDefault(view => IsNamed(view, name)) is { } view)
            {
                queries.Add(new ViewQuery(view, ReadFilters(arguments, view), start, end));
                if (end != 0 && view.AddressColumn.Length == 0)
                {
                    arguments.AddError($"--range: the rows of {option.Name} are not ranges of addresses");
                }
            }
            else
            {
                string has = policy.Views.Count == 0 ? "it has none" : "it has " + string.Join(", ", policy.Views.Select(each => "--" + each.Name));
                arguments.AddError($"{option.Name}: {policy.Name} has no such view; {has}");
            }
        }

        if (!IsViewGiven(arguments) && (end != 0 || _filters.Any(filter => arguments.Text(filter.Option) is not null)))
        {
            arguments.AddError("--range and filters choose among the rows of a view: add one, such as " + string.Join(", ", policy.Views.Select(view => "--" + view.Name)));
        }

        return [.. queries.DistinctBy(query => query.View.Name)];
    }

    private static bool IsNamed(ViewDeclaration view, string name) => view.Name == name || view.Aliases.Contains(name);

    private List<(string Column, string Value)> ReadFilters(Arguments arguments, ViewDeclaration view)
    {
        List<(string Column, string Value)> wanted = [];
        foreach ((string name, Option<string?> option) in _filters)
        {
            if (arguments.Text(option) is not { } value)
            {
                continue;
            }

            if (view.Filters.FirstOrDefault(filter => filter.Option == name) is not { } filter)
            {
                string has = view.Filters.Count == 0 ? "" : "; it has " + string.Join(", ", view.Filters.Select(each => "--" + each.Option));
                arguments.AddError($"--{name}: --{view.Name} has no such choice{has}");
                continue;
            }

            if (filter.Values.Count > 0 && !filter.Values.Contains(value, StringComparer.OrdinalIgnoreCase))
            {
                arguments.AddError($"--{name} {value}: expected {string.Join(", ", filter.Values)}{NearestName.Question(value.ToLowerInvariant(), [.. filter.Values.Select(each => each.ToLowerInvariant())])}");
            }

            if (filter.Values.Count == 0 && !ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                arguments.AddError($"--{name} {value}: expected a number, as --{view.Name} has in its column {filter.Column}");
            }

            wanted.Add((filter.Column, value));
        }

        return wanted;
    }

    private (ulong Start, ulong End) ReadRange(Arguments arguments)
    {
        if (arguments.Text(_range) is not { } text)
        {
            return (0, 0);
        }

        string[] ends = text.Split("..");
        if (ends.Length == 2 && AddressQuestion.TryReadAddress(ends[0], out ulong start) && AddressQuestion.TryReadAddress(ends[1], out ulong end) && start < end)
        {
            return (start, end);
        }

        string[] parts = text.Split('+');
        if (parts.Length == 2 && AddressQuestion.TryReadAddress(parts[0], out start) && Units.TryParseSize(parts[1], out ulong bytes) && bytes > 0 && unchecked(start + bytes) > start)
        {
            return (start, start + bytes);
        }

        arguments.AddError($"--range {text}: expected 0xSTART..0xEND, the end above the start, or 0xSTART+SIZE");
        return (0, 0);
    }
}
