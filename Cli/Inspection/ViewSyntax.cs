using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Views;
using AllocSim.Simulator.Naming;

namespace AllocSim.Cli.Inspection;

/// <summary>An option for each view that any policy declares, and one for each choice among rows.</summary>
internal sealed class ViewSyntax
{
    private readonly List<(string Name, Option<bool> Option)> _views = [];
    private readonly List<(string Name, Option<string?> Option)> _filters = [];
    private readonly Option<string?> _range = new("--range") { Description = "Only rows in these addresses, 0xSTART..0xEND or 0xSTART+SIZE.", HelpName = "RANGE", Arity = ArgumentArity.ExactlyOne };

    /// <summary>Makes the options and adds them to a verb.</summary>
    public ViewSyntax(PolicyRegistry policies, Command command)
    {
        ViewDeclaration[] all = [.. policies.All.SelectMany(policy => policy.Views)];
        foreach (IGrouping<string, ViewDeclaration> view in all.GroupBy(view => view.Name))
        {
            string[] helps = [.. view.Select(each => each.Help).Distinct()];
            string whose = string.Join(", ", policies.All.Where(policy => policy.Views.Any(each => each.Name == view.Key)).Select(policy => policy.Name));
            Option<bool> option = new("--" + view.Key, [.. view.SelectMany(each => each.Aliases).Distinct().Select(alias => "--" + alias)]) { Description = $"A row for {string.Join("; ", helps)} ({whose}).", Arity = ArgumentArity.Zero };
            _views.Add((view.Key, option));
            command.Add(option);
        }

        foreach (string filter in all.SelectMany(view => view.Filters).Select(filter => filter.Option).Distinct())
        {
            Option<string?> option = new("--" + filter) { Description = $"Only rows of this {filter}.", HelpName = "VALUE", Arity = ArgumentArity.ExactlyOne };
            _filters.Add((filter, option));
            command.Add(option);
        }

        command.Add(_range);
    }

    /// <summary>Reads which views are asked for; complains of what the policy does not have.</summary>
    public IReadOnlyList<ViewQuery> Read(Arguments arguments, Policy policy)
    {
        List<ViewQuery> queries = [];
        (ulong start, ulong end) = ReadRange(arguments);
        foreach ((string name, Option<bool> option) in _views.Where(view => arguments.Has(view.Option)))
        {
            if (policy.Views.FirstOrDefault(view => view.Name == name) is { } view)
            {
                queries.Add(new ViewQuery(view, ReadFilters(arguments, view), start, end));
                if (end != 0 && view.AddressColumn.Length == 0)
                {
                    arguments.AddError($"--range: the rows of {option.Name} are no ranges of addresses");
                }
            }
            else
            {
                string has = policy.Views.Count == 0 ? "it has none" : "it has " + string.Join(", ", policy.Views.Select(each => "--" + each.Name));
                arguments.AddError($"{option.Name}: {policy.Name} has no such view; {has}");
            }
        }

        if (queries.Count == 0 && (end != 0 || _filters.Any(filter => arguments.Text(filter.Option) is not null)))
        {
            arguments.AddError("--range and filters choose among rows: a view is needed, such as " + string.Join(", ", policy.Views.Select(view => "--" + view.Name)));
        }

        return queries;
    }

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
                arguments.AddError($"--{name} {value}: expected {string.Join(", ", filter.Values)}{NearestName.Question(value, [.. filter.Values])}");
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
        if (parts.Length == 2 && AddressQuestion.TryReadAddress(parts[0], out start) && Units.TryParseSize(parts[1], out ulong bytes) && bytes > 0 && start + bytes > start)
        {
            return (start, start + bytes);
        }

        arguments.AddError($"--range {text}: expected 0xSTART..0xEND, the end above the start, or 0xSTART+SIZE");
        return (0, 0);
    }
}
