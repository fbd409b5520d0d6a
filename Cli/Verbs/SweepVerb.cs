using System.CommandLine;
using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Policies;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Sweeps;
using AllocSim.Reports.Tables;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim sweep</c>: one trace through every combination of some options.</summary>
public sealed class SweepVerb : Verb
{
    private readonly PolicyRegistry _policies;
    private readonly RunSyntax _run;
    private readonly Option<string[]> _vary = new("--vary") { Description = "What to vary, as NAME=VALUE,VALUE,…: an option of the allocator, or policy, cpus, page_size, touch. Give it once for each.", HelpName = "NAME=V1,V2", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _conf;
    private readonly Option<string?> _out;
    private readonly Option<string?> _jobs;
    private readonly Option<string?> _shard;
    private readonly Option<bool> _resume;

    /// <summary>Makes the verb.</summary>
    /// <param name="policies">The policies.</param>
    /// <param name="merge">The verb below it that joins shards.</param>
    public SweepVerb(PolicyRegistry policies, SweepMergeVerb merge)
        : base("sweep", "Replay a trace with every combination of some options; one row a point in DIR/points.csv.")
    {
        _policies = policies;
        _run = new RunSyntax(policies, Command, isOne: false);
        Command.Add(merge.Command);
        Command.Add(_vary);
        _conf = Value("--conf", "Options that all points have.", "CONF");
        _out = Value("--out", "Where the results go.", "DIR");
        _jobs = Value("--jobs", "Points that run at once (one a CPU).", "N");
        _shard = Value("--shard", "Run only every N-th point, beginning with the K-th; points.K-of-N.csv holds them, and sweep merge joins such files.", "K/N");
        _resume = Flag("--resume", "Go on with a sweep that was interrupted.");
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        RunRequest common = _run.ReadCommon(arguments);
        common = common with { Conf = arguments.Text(_conf) ?? common.Conf };
        SweepAxis[] axes = [.. arguments.Texts(_vary).Select(text => SweepGrid.ReadAxis(text, arguments)).OfType<SweepAxis>()];
        int jobs = (int)arguments.Integer(_jobs, 1, 1024, Environment.ProcessorCount);
        (int k, int n) = ReadShard(arguments);
        string? directory = arguments.Text(_out);
        if (directory is null)
        {
            arguments.AddError("--out DIR is missing: where the results go");
        }

        if (arguments.Texts(_vary).Count == 0)
        {
            arguments.AddError("there is nothing to vary: add --vary NAME=VALUE,VALUE,… such as --vary dirty_decay_ms=0,1000,10000");
        }

        IReadOnlyList<SweepPoint> points = SweepGrid.Points(axes, common, _run, _policies, arguments);
        arguments.ThrowIfWrong();

        Directory.CreateDirectory(directory!);
        string name = n == 1 ? "points" : string.Create(CultureInfo.InvariantCulture, $"points.{k}-of-{n}");
        string table = Path.Combine(directory!, name + ".csv");
        string journalPath = Path.Combine(directory!, name + ".journal");
        RunRequest decoded = common.Decode();
        SweepPoint[] mine = [.. points.Where(point => point.Number % n == k - 1).Select(point => point with { Request = point.Request with { Decoded = decoded.Decoded, KnownSha256 = decoded.KnownSha256 } })];
        using (SweepJournal journal = new(journalPath, Identity(axes, decoded, k, n), arguments.Has(_resume)))
        {
            SweepRunner.Run(mine, journal, jobs, terminal);
            using OutputSet outputs = new();
            CsvTable.Write(
                outputs.File(table),
                ["point", .. axes.Select(axis => axis.Name), .. SummaryColumns.Names.Select(column => axes.Any(axis => axis.Name == column) ? "run_" + column : column)],
                mine.Select(point => (IReadOnlyList<object>)[point.Number, .. journal.Rows[point.Number]]));
            outputs.Commit();
        }

        File.Delete(journalPath);
        terminal.Output.WriteLine($"{mine.Length} points are in {table}");
        return ExitCode.Done;
    }

    private static string Identity(SweepAxis[] axes, RunRequest request, int k, int n)
        => string.Join(' ', [RunRequest.Version, request.Sha256(), request.Conf, request.Machine.ToString(), request.Touch.ToString(), .. axes.Select(axis => $"{axis.Name}={string.Join(';', axis.Values)}"), string.Create(CultureInfo.InvariantCulture, $"{k}/{n}")]);

    private (int K, int N) ReadShard(Arguments arguments)
    {
        if (arguments.Text(_shard) is not { } text)
        {
            return (1, 1);
        }

        if (text.Split('/') is [var first, var second]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int k)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
            && k >= 1 && k <= n)
        {
            return (k, n);
        }

        arguments.AddError($"--shard {text}: expected K/N with K from 1 to N, such as 2/8");
        return (1, 1);
    }
}
