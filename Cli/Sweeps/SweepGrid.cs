using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Verbs;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Sweeps;

/// <summary>Turns axes into the points of their grid, each checked.</summary>
public static class SweepGrid
{
    /// <summary>Most points of a sweep.</summary>
    public const int PointsMax = 1_000_000;

    /// <summary>Reads an axis from NAME=v1,v2; values of jemalloc options that hold commas themselves are split at semicolons instead. Complains and returns null when it is not one.</summary>
    public static SweepAxis? ReadAxis(string text, Arguments arguments)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string[] values = equals < 1 ? [] : text[(equals + 1)..].Split(text.Contains(';', StringComparison.Ordinal) ? ';' : ',');
        if (values.Length == 0 || values.Any(value => value.Length == 0))
        {
            arguments.AddError($"--vary {text}: expected NAME=VALUE,VALUE,… such as dirty_decay_ms=0,1000,10000");
            return null;
        }

        string[] twice = [.. values.GroupBy(value => value).Where(group => group.Count() > 1).Select(group => group.Key)];
        arguments.AddErrors(twice.Select(value => $"--vary {text}: the value {value} stands there twice"));
        return new SweepAxis(text[..equals], values);
    }

    /// <summary>All points of the grid over the axes.</summary>
    public static IReadOnlyList<SweepPoint> Points(IReadOnlyList<SweepAxis> axes, RunRequest common, RunSyntax syntax, PolicyRegistry policies, Arguments arguments)
    {
        arguments.AddErrors(axes.GroupBy(axis => axis.Name).Where(group => group.Count() > 1).Select(group => $"--vary {group.Key} is given twice"));
        long count = axes.Aggregate(1L, (product, axis) => Math.Min(PointsMax + 1L, product * axis.Values.Count));
        if (count > PointsMax)
        {
            arguments.AddError($"the sweep has more than {PointsMax.ToString("N0", CultureInfo.InvariantCulture)} points");
            return [];
        }

        List<SweepPoint> points = [];
        for (int number = 0; number < count; number++)
        {
            string[] values = new string[axes.Count];
            int rest = number;
            for (int axis = axes.Count - 1; axis >= 0; axis--)
            {
                values[axis] = axes[axis].Values[rest % axes[axis].Values.Count];
                rest /= axes[axis].Values.Count;
            }

            points.Add(new SweepPoint(number, values, Request(axes, values, common, syntax, policies, arguments)));
        }

        return points;
    }

    private static RunRequest Request(IReadOnlyList<SweepAxis> axes, string[] values, RunRequest common, RunSyntax syntax, PolicyRegistry policies, Arguments arguments)
    {
        string policy = policies.DefaultName;
        List<string> conf = common.Conf.Length == 0 ? [] : [common.Conf];
        RunRequest request = common;
        for (int i = 0; i < axes.Count; i++)
        {
            string value = values[i];
            switch (axes[i].Name)
            {
                case "policy":
                    policy = value;
                    break;
                case "cpus":
                    request = request with { Machine = request.Machine with { CpuCount = Parsed(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int cpus) && cpus is > 0 and <= 4096, cpus, 1, axes[i], value, arguments) } };
                    break;
                case "page_size":
                    request = request with { Machine = request.Machine with { PageSize = Parsed(Units.TryParseSize(value, out ulong bytes) && bytes is 4096 or 16384 or 65536, (int)bytes, 4096, axes[i], value, arguments) } };
                    break;
                case "touch":
                    request = request with { Touch = Parsed(value is "size" or "first", value == "first" ? TouchMode.First : TouchMode.Size, TouchMode.Size, axes[i], value, arguments) };
                    break;
                default:
                    conf.Add($"{axes[i].Name}:{value}");
                    break;
            }
        }

        return syntax.WithPolicy(request, policy, string.Join(',', conf), arguments);
    }

    private static T Parsed<T>(bool isRight, T value, T fallback, SweepAxis axis, string text, Arguments arguments)
    {
        if (isRight)
        {
            return value;
        }

        arguments.AddError($"--vary {axis.Name}: {text} is not a value of it");
        return fallback;
    }
}
