using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Runs;

namespace AllocSim.Cli.Verbs;

/// <summary><c>allocsim sweep merge</c>: joins the tables of a sweep's shards into the one that the whole sweep would have written.</summary>
public sealed partial class SweepMergeVerb : Verb
{
    private readonly Argument<string[]> _directories = new("DIR") { Description = "Where the shards' tables are.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _out;

    /// <summary>Makes the verb.</summary>
    public SweepMergeVerb()
        : base("merge", "Join the tables of all shards of a sweep.")
    {
        Command.Add(_directories);
        _out = Value("--out", "Where points.csv goes (the first DIR).", "DIR");
    }

    /// <inheritdoc/>
    public override int Run(Arguments arguments, Terminal terminal)
    {
        IReadOnlyList<string> directories = arguments.Texts(_directories);
        arguments.AddErrors(directories.Where(directory => !Directory.Exists(directory)).Select(directory => $"the directory {directory} does not exist"));
        arguments.ThrowIfWrong();
        string[] files = [.. directories.SelectMany(directory => Directory.EnumerateFiles(directory, "points.*-of-*.csv")).Order(StringComparer.Ordinal)];
        CheckComplete(files, directories, arguments);
        arguments.ThrowIfWrong();

        SortedDictionary<int, string> rows = [];
        string? header = null;
        foreach (string file in files)
        {
            string[] lines = File.ReadAllLines(file);
            header ??= lines[0];
            if (lines[0] != header)
            {
                throw new UsageException($"{file} has other columns than {files[0]}: they are not of one sweep");
            }

            foreach (string line in lines[1..])
            {
                if (!rows.TryAdd(int.Parse(line.AsSpan(0, line.IndexOf(',', StringComparison.Ordinal)), CultureInfo.InvariantCulture), line))
                {
                    throw new UsageException($"{file} holds point {line.Split(',')[0]}, which another file holds too");
                }
            }
        }

        string path = Path.Combine(arguments.Text(_out) ?? directories[0], "points.csv");
        using OutputSet outputs = new();
        using (StreamWriter writer = new(outputs.File(path)) { NewLine = "\n" })
        {
            writer.WriteLine(header);
            foreach (string row in rows.Values)
            {
                writer.WriteLine(row);
            }
        }

        outputs.Commit();
        terminal.Output.WriteLine($"{rows.Count} points are in {path}");
        return ExitCode.Done;
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
