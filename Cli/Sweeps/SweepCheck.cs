using AllocSim.Cli.Runs;
using AllocSim.Simulator.Naming;

namespace AllocSim.Cli.Sweeps;

/// <summary>Checks a sweep before anything runs: each value alone, so that its mistake is told where it stands, then values and points that repeat others, then the points whole.</summary>
public sealed class SweepCheck
{
    private const int PointErrorsMax = 20;

    private readonly SweepSpec _spec;
    private readonly SweepKnobs _knobs;
    private readonly List<string> _errors = [];
    private readonly HashSet<string> _commonWarnings;
    private readonly HashSet<SweepValue> _wrong = [];

    private SweepCheck(SweepSpec spec, SweepKnobs knobs, IEnumerable<string> commonWarnings)
    {
        _spec = spec;
        _knobs = knobs;
        _commonWarnings = [.. commonWarnings];
    }

    /// <summary>What is wrong with a sweep, a line each.</summary>
    /// <param name="spec">The sweep.</param>
    /// <param name="points">Its points.</param>
    /// <param name="knobs">What makes requests of them.</param>
    public static IReadOnlyList<string> Errors(SweepSpec spec, SweepPoints points, SweepKnobs knobs)
    {
        List<string> common = [];
        RunRequest plain = knobs.Request([], [], common);
        if (common.Count > 0)
        {
            // Every point would repeat them.
            return [.. common.Select(error => $"{spec.ConfPlace}: {error}"), .. Errors(spec, points, knobs.WithoutOptions())];
        }

        SweepCheck check = new(spec, knobs, plain.Check.Warnings);
        check.CheckAxes();
        if (check._errors.Count == 0 || spec.Listed is not null)
        {
            check.CheckPoints(points);
        }

        return check._errors;
    }

    private void CheckAxes()
    {
        foreach (IGrouping<string, SweepAxis> same in _spec.Axes.GroupBy(axis => axis.Name).Where(group => group.Count() > 1))
        {
            _errors.Add($"{same.Last().Place}: {same.Key} is varied twice, also at {same.First().Place}");
        }

        foreach (SweepAxis axis in _spec.Axes)
        {
            if (axis.Values.Count == 0)
            {
                _errors.Add($"{axis.Place}: {axis.Name} has no values");
            }

            (SweepValue Value, string[] Errors, string Key)[] values = [.. axis.Values.Select(value => CheckValue(axis, value))];
            _wrong.UnionWith(values.Where(value => value.Errors.Length > 0).Select(value => value.Value));
            string[] shared = values.Length == 0 ? [] : [.. values[0].Errors.Where(error => !HasPlace(values[0].Value, error) && values.All(value => value.Errors.Contains(error)))];
            _errors.AddRange(shared.Select(error => At(axis.Place, error, axis.Name)));
            _errors.AddRange(values.SelectMany(value => value.Errors.Except(shared).Select(error => HasPlace(value.Value, error) ? error : At(value.Value.Place, error, axis.Name))).Distinct());
            if (_spec.Listed is null)
            {
                CheckRepeats(axis, values);
            }
        }
    }

    private void CheckRepeats(SweepAxis axis, (SweepValue Value, string[] Errors, string Key)[] values)
    {
        Dictionary<string, SweepValue> texts = [];
        Dictionary<string, SweepValue> keys = [];
        foreach ((SweepValue value, string[] errors, string key) in values)
        {
            if (!texts.TryAdd(value.Text, value))
            {
                _errors.Add($"{value.Place}: the value {value.Text} of {axis.Name} is given twice{Also(texts[value.Text], value)}");
            }
            else if (errors.Length == 0 && !keys.TryAdd(key, value))
            {
                _errors.Add($"{value.Place}: the value {value.Text} of {axis.Name} does the same as {keys[key].Text}{Also(keys[key], value)}");
            }
        }
    }

    /// <summary>Checks a value with every policy that it will meet.</summary>
    private (SweepValue Value, string[] Errors, string Key) CheckValue(SweepAxis axis, SweepValue value)
    {
        SweepAxis? policy = SweepKnobs.IsPolicy(axis) ? null : _spec.Axes.FirstOrDefault(SweepKnobs.IsPolicy);
        int column = policy is null ? -1 : _spec.Axes.ToList().IndexOf(policy);
        IEnumerable<SweepValue?> policies = policy is null ? [null]
            : _spec.Listed is null ? policy.Values
            : _spec.Listed.Where(point => point.Contains(value)).Select(point => point[column]).Distinct();
        List<string> errors = [];
        string key = "";
        // A policy that does not exist is a mistake of its own axis; where none does, values are checked with the default one.
        foreach (SweepValue? chosen in policies.Where(chosen => chosen is null || _knobs.HasPolicy(chosen.Text)).DefaultIfEmpty())
        {
            RunRequest request = policy is null ? _knobs.Request([axis], [value], errors) : _knobs.Request([policy, axis], [chosen, value], errors);
            errors.AddRange(request.Check.Warnings.Except(_commonWarnings));
            key += SweepKnobs.KeyOf(request) + "\n";
        }

        return (value, [.. errors.Distinct()], key);
    }

    private void CheckPoints(SweepPoints points)
    {
        Dictionary<string, SweepPoint> keys = [];
        for (int number = 0; number < points.Count && _errors.Count < PointErrorsMax; number++)
        {
            SweepPoint point = points[number];
            if (point.Values.Any(value => value is not null && _wrong.Contains(value)) || point.Values.All(value => value is null))
            {
                continue; // Told where the value stands, or that the point says nothing.
            }

            List<string> errors = [];
            RunRequest request = _knobs.Request(_spec.Axes, point.Values, errors);
            string place = PlaceOf(point);
            _errors.AddRange(errors.Concat(request.Check.Warnings.Except(_commonWarnings)).Select(error => $"{place}: point {Text(point)}: {error}"));
            if (_spec.Listed is not null && !keys.TryAdd(SweepKnobs.KeyOf(request), point))
            {
                SweepPoint first = keys[SweepKnobs.KeyOf(request)];
                _errors.Add($"{place}: the point {Text(point)} does the same as {Text(first)} at {PlaceOf(first)}");
            }
        }
    }

    /// <summary>Where a point that says something stands.</summary>
    private static string PlaceOf(SweepPoint point) => point.Values.First(value => value is not null)!.Place;

    private string Text(SweepPoint point)
        => "(" + string.Join(", ", _spec.Axes.Zip(point.Values).Where(pair => pair.Second is not null).Select(pair => $"{pair.First.Name} {pair.Second!.Text}")) + ")";

    private static string At(string place, string error, string name)
    {
        string near = error.Contains($"'{name}' is not known", StringComparison.Ordinal) && NearestName.Of(name, SweepKnobs.Names) is { } other ? $"; {other} can be varied too" : "";
        return $"{place}: {error}{near}";
    }

    /// <summary>Whether a message names the place of one class of a list of size classes.</summary>
    private static bool HasPlace(SweepValue value, string error) => value.PlaceOf is not null && error.StartsWith(value.Place[..(value.Place.LastIndexOf(':') + 1)], StringComparison.Ordinal);

    private static string Also(SweepValue first, SweepValue second) => first.Place == second.Place ? "" : $", also at {first.Place}";
}
