using System.CommandLine;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Sweeps;

namespace AllocSim.Cli.Verbs.Syntax;

/// <summary>The options that say which points a sweep has.</summary>
public sealed class SweepSyntax
{
    private readonly Option<string?> _spec = Value("--spec", "A sweep file (YAML; docs/formats.md): trace, options, axes or points.", "FILE");
    private readonly Option<string[]> _vary = new("--vary") { Description = $"Something to vary, as NAME=VALUE,VALUE,…: an option of the allocator, or {string.Join(", ", SweepKnobs.Names)}. Values with commas are separated by semicolons. Give it once for each.", HelpName = "NAME=V1,V2", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _conf = Value("--conf", "Options that every point has.", "CONF");
    private readonly Option<string?> _random = Value("--random", "Run only this many points, drawn at random from the grid without repetition.", "COUNT");
    private readonly Option<string?> _seed = Value("--seed", "Seed of that draw (1).", "N");

    /// <summary>Makes the options and adds them to a verb.</summary>
    public SweepSyntax(Command command)
    {
        foreach (Option option in (Option[])[_spec, _vary, _conf, _random, _seed])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the sweep file and the options; what is typed wins over the file.</summary>
    public SweepSpec Read(Arguments arguments)
    {
        string path = arguments.ExistingFile(arguments.Text(_spec) ?? "", "the sweep file");
        SweepSpec spec = File.Exists(path) ? SweepSpecFile.Read(path, arguments) : new SweepSpec();
        IReadOnlyList<string> varied = arguments.Texts(_vary);
        List<SweepAxis> axes = [.. spec.Axes];
        foreach (string text in varied)
        {
            if (SweepAxis.TryRead(text) is { } axis)
            {
                axes.Add(axis);
            }
            else
            {
                arguments.AddError($"--vary {text}: expected NAME=VALUE,VALUE,… such as page_size=4KiB,64KiB");
            }
        }

        if (varied.Count == 0 && arguments.Text(_spec) is null)
        {
            arguments.AddError("there is nothing to vary: add --vary NAME=VALUE,VALUE,… such as --vary page_size=4KiB,64KiB, or a sweep file with --spec");
        }

        int random = (int)arguments.Integer(_random, 1, SweepPoints.PointsMax, 0);
        if (spec.Listed is not null && (varied.Count > 0 || random > 0))
        {
            arguments.AddError($"{path} lists its points: --vary and --random make points from axes");
        }

        if (random == 0 && spec.RandomCount is null && arguments.Text(_seed) is not null)
        {
            arguments.AddError("--seed needs random points: add --random COUNT");
        }

        return spec with
        {
            Conf = arguments.Text(_conf) ?? spec.Conf,
            ConfPlace = arguments.Text(_conf) is null ? spec.ConfPlace : "--conf",
            Axes = spec.Listed is null ? axes : spec.Axes,
            RandomCount = random > 0 ? random : spec.RandomCount,
            Seed = (ulong)arguments.Integer(_seed, 0, long.MaxValue, (long)spec.Seed),
        };
    }

    private static Option<string?> Value(string name, string help, string placeholder) => new(name) { Description = help, HelpName = placeholder, Arity = ArgumentArity.ExactlyOne };
}
