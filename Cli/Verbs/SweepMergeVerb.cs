using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Runs;
using AllocSim.Cli.Sweeps;
using AllocSim.Cli.Verbs.Syntax;
using AllocSim.Reports.Charts;
using AllocSim.Reports.Html;
using AllocSim.Reports.Sweeps;
using AllocSim.Reports.Tables;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim sweep merge</c>: joins the tables of a sweep's shards into the one that the whole sweep would have written.</summary>
public sealed partial class SweepMergeVerb : Verb
{
    private readonly Argument<string[]> _directories = new("DIR") { Description = "Directory with the tables of the shards.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _out;
    private readonly ChartSyntax _charts;
    private readonly PageSyntax _page;

    /// <summary>Makes the verb.</summary>
    public SweepMergeVerb()
        : base("merge", "Join the tables of all the shards of a sweep.")
    {
        Command.Add(_directories);
        _out = Value("--out", "Directory for points.csv, pareto.csv and the charts (the first DIR).", "DIR");
        _charts = new ChartSyntax(Command);
        _page = new PageSyntax(Command);
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        IReadOnlyList<string> directories = arguments.Texts(_directories);
        arguments.AddErrors(directories.Where(directory => !Directory.Exists(directory)).Select(directory => $"the directory {directory} does not exist"));
        arguments.ThrowIfWrong();
        string[] files = [.. directories.SelectMany(directory => Directory.EnumerateFiles(directory, "points.*-of-*.csv")).Order(StringComparer.Ordinal)];
        CheckComplete(files, directories, arguments);
        IChartRenderer? renderer = _charts.Read(arguments);
        arguments.ThrowIfWrong();

        SortedDictionary<int, (string File, List<string[]> Rows)> points = [];
        string[] columns = [];
        foreach (string file in files)
        {
            IReadOnlyList<string[]> table = ReadTable(file);
            columns = columns.Length == 0 ? table[0] : columns;
            if (!table[0].SequenceEqual(columns))
            {
                throw new UsageException($"{file} has other columns than {files[0]}: they are not of one sweep");
            }

            foreach (string[] row in table.Skip(1))
            {
                if (row.Length != columns.Length || !int.TryParse(row[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                {
                    throw new UsageException($"{file} holds a row that is not one of a point: {string.Join(',', row.Take(3))},…");
                }

                // Of several traces a point has a row each, all in one file.
                points.TryAdd(number, (file, []));
                if (points[number].File != file || (points[number].Rows.Count > 0 && !CombinedRows.AreOfSeveral(columns)))
                {
                    throw new UsageException($"{file} holds point {number}, which another file holds too");
                }

                points[number].Rows.Add(row);
            }
        }

        string[][] rows = [.. points.Values.SelectMany(point => point.Rows)];
        string directory = arguments.Text(_out) ?? directories[0];
        string path = Path.Combine(directory, "points.csv");
        using OutputSet outputs = new();
        SweepFiles.WritePoints(outputs.File(path), columns, rows);
        SweepTable sweep = SweepFiles.Write(outputs, directory, columns, rows, renderer, _page.Read(arguments) ? (output, found) => SweepPage.Write(output, found, point => [string.Join(", ", found.Axes.Zip(point.Values, (axis, value) => $"{axis} {value}"))], arguments.CommandLine, ProgramVersion.Text) : null);
        outputs.Commit();
        FrontTable.Write(terminal.Output, sweep, terminal.Width);
        if (SweepFiles.Failures(columns, rows) is { Length: > 0 } failures)
        {
            terminal.Say(failures);
        }

        terminal.Output.WriteLine($"{Counted.Of(points.Count, "point")} {(points.Count == 1 ? "is" : "are")} in {path}");
        if (_page.Read(arguments))
        {
            RunPage.Say(terminal, directory);
        }

        return ExitCode.Done;
    }

    private static IReadOnlyList<string[]> ReadTable(string file)
    {
        try
        {
            using FileStream input = File.OpenRead(file);
            IReadOnlyList<string[]> rows = CsvTable.ReadRows(input);
            return rows.Count > 0 && rows[0][0] == "point" ? rows : throw new UsageException($"{file} is no table of a sweep's points");
        }
        catch (FormatException e)
        {
            throw new UsageException($"{file}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static void CheckComplete(string[] files, IReadOnlyList<string> directories, Arguments arguments)
    {
        (int K, int N)[] shards = [.. files.Select(file => ShardName().Match(Path.GetFileName(file))).Select(match => (Number(match, 1), Number(match, 2)))];
        if (shards.Length == 0)
        {
            arguments.AddError($"there are no tables of shards (points.K-of-N.csv) in {string.Join(", ", directories)}");
            return;
        }

        int n = shards[0].N;
        arguments.AddErrors(shards.Where(shard => shard.N != n).Select(shard => $"points.{shard.K}-of-{shard.N}.csv is not of the same sweep as points.{shards[0].K}-of-{n}.csv"));
        arguments.AddErrors(Enumerable.Range(1, n).Except(shards.Select(shard => shard.K)).Select(k => $"points.{k}-of-{n}.csv is missing: run the sweep with --shard {k}/{n}"));

        static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^points\.(\d+)-of-(\d+)\.csv$")]
    private static partial Regex ShardName();
}
