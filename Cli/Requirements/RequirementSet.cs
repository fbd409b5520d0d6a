using AllocSim.Cli.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Naming;

namespace AllocSim.Cli.Requirements;

/// <summary>What runs must meet: requirements for all traces, and for some by name.</summary>
/// <param name="Common">For every trace.</param>
/// <param name="ByTrace">For one trace each, by the trace's name.</param>
/// <param name="JUnitPath">Where the report for a build server goes; null for none.</param>
public sealed record RequirementSet(IReadOnlyList<Requirement> Common, IReadOnlyList<(string Trace, Requirement Requirement)> ByTrace, string? JUnitPath)
{
    /// <summary>Whether nothing is required.</summary>
    public bool IsEmpty => Common.Count == 0 && ByTrace.Count == 0;

    /// <summary>All requirements.</summary>
    public IEnumerable<Requirement> All => [.. Common, .. ByTrace.Select(each => each.Requirement)];

    /// <summary>The requirements for a trace.</summary>
    public IReadOnlyList<Requirement> For(string trace) => [.. Common, .. ByTrace.Where(each => each.Trace == trace).Select(each => each.Requirement)];

    /// <summary>What is wrong with holding runs against them, a line each; asked before the work.</summary>
    public IEnumerable<string> ErrorsFor(IReadOnlyList<RunRequest> requests)
    {
        if (!IsEmpty && requests.All(request => For(request.TraceName).Count == 0))
        {
            yield return $"nothing is required of {string.Join(", ", requests.Select(request => request.TraceName).Distinct())}: the requirements are for {string.Join(", ", ByTrace.Select(each => each.Trace).Distinct())}";
        }

        foreach (RunRequest request in requests.Where(request => request.Policy is not null && request.Check.Errors.Count == 0).DistinctBy(request => (request.TraceName, request.Policy!.Name)))
        {
            foreach (Requirement requirement in For(request.TraceName))
            {
                if (Measures.WhyNot(requirement.Measure, request) is { } reason)
                {
                    yield return $"{requirement.Place} {requirement.Text}: {reason}";
                }
            }
        }
    }

    /// <summary>Requirements of traces that were not run and have nearly the name of one that was, of which the file has none: a name that is written wrongly is told, another trace's is not.</summary>
    /// <param name="traces">The names of the traces that were run.</param>
    public IEnumerable<string> Mistaken(IReadOnlyList<string> traces)
        => from name in ByTrace.Select(each => each.Trace).Distinct()
           where !traces.Contains(name)
           let near = NearestName.Of(name, traces) ?? traces.FirstOrDefault(trace => new RunRequest { TracePath = name, Policy = null }.TraceName == trace)
           where near is not null && ByTrace.All(each => each.Trace != near)
           select $"the requirements of {name} were held against nothing: no trace of this run is called that; did you mean {near}?";

    /// <summary>Holds runs against their requirements, those of each trace together; the first run of a trace is what changes are against.</summary>
    /// <param name="runs">The runs with what steps cost in them.</param>
    public IReadOnlyList<Verdict> Judge(IReadOnlyList<(SummaryRow Run, CostTable Costs)> runs)
        => [.. runs.SelectMany((run, number) => For(run.Run.Trace).Select(requirement => requirement.Judge(run.Run, number, runs.First(first => first.Run.Trace == run.Run.Trace).Run, run.Costs)))];
}
