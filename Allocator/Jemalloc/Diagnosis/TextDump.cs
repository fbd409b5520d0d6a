using System.Text.RegularExpressions;
using AllocSim.Simulator.Allocation.Diagnosis;

namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>Reads the text that malloc_stats_print prints, of releases 2.1 to 5.3.1; also a part of it, as people paste it.</summary>
internal sealed partial class TextDump
{
    private readonly JemallocDump _dump = new();
    private readonly bool _hasMerged;
    private string[] _columns = [];
    private bool _isTotal = true;
    private bool _counts = true;

    private TextDump(bool hasMerged)
    {
        _hasMerged = hasMerged;
    }

    /// <summary>Reads a dump.</summary>
    /// <param name="text">The dump.</param>
    /// <param name="firstLine">The line of the file in which it begins.</param>
    /// <exception cref="FormatException">A figure cannot be one.</exception>
    public static JemallocDump Read(string text, int firstLine)
    {
        int number = firstLine;
        TextDump reader = new(text.Contains("Merged arenas stats", StringComparison.Ordinal));
        foreach (string line in text.Split('\n'))
        {
            try
            {
                reader.Take(line.TrimEnd('\r', ' '));
            }
            catch (FormatException e)
            {
                throw new FormatException(FormattableString.Invariant($"line {number}: {e.Message}"), e);
            }

            number++;
        }

        return reader._dump;
    }

    private void Take(string line)
    {
        string trimmed = line.TrimStart();
        if (trimmed.StartsWith("Merged arenas stats", StringComparison.Ordinal) || ArenaHead().IsMatch(trimmed))
        {
            // Where all arenas are told together, those told one by one would count twice; what destroyed ones had is in neither.
            bool counts = trimmed[0] == 'M' || (trimmed[0] == 'a' && !_hasMerged);
            (_isTotal, _counts, _columns) = (false, counts, []);
            _dump.HasArenas |= counts;
        }
        else if (_isTotal && OptionLine().Match(trimmed) is { Success: true } option)
        {
            // What was switched while the program ran stands in brackets.
            _dump.Options[option.Groups[1].Value] = (option.Groups[3].Success ? option.Groups[3] : option.Groups[2]).Value.Trim('"');
        }
        else if (_isTotal && trimmed.StartsWith("Allocated:", StringComparison.Ordinal))
        {
            foreach (Match figure in Figure().Matches(trimmed.ToLowerInvariant()))
            {
                string name = figure.Groups[1].Value;
                if (JemallocLaws.Totals.Contains(name))
                {
                    _dump.Figures[name] = Number(figure.Groups[2].Value, name);
                }
            }
        }
        else if (_isTotal && HeadLine().Match(trimmed) is { Success: true } head)
        {
            TakeHead(head.Groups[1].Value, head.Groups[2].Value.Trim());
        }
        else if (_counts)
        {
            TakeRow(trimmed);
        }
    }

    private void TakeHead(string name, string value)
    {
        string? figure = name switch
        {
            "CPUs" => "ncpus",
            "Arenas" or "Max arenas" => "narenas",
            "Page size" => "page",
            _ => null,
        };
        if (name == "Version")
        {
            _dump.Version = value.Trim('"');
        }
        else if (figure is not null)
        {
            _dump.Figures[figure] = Number(value, name);
        }
    }

    private void TakeRow(string line)
    {
        string[] words = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return;
        }

        if (words.Contains("n_lock_ops") || words[0] is "bins:" || (words[0] is "large:" or "huge:" && words.Contains("size")) || words[0] is "decaying:" or "extents:")
        {
            _columns = words[0] is "bins:" or "large:" or "huge:" or "decaying:" or "extents:" ? words : ["mutex:", .. words];
            _dump.HasBins |= words[0] is "bins:";
            _dump.HasLarge |= words[0] is "large:";
        }
        else if (OldDirty().Match(line) is { Success: true } old)
        {
            _dump.Add("pdirty", Number(old.Groups[1].Value, "dirty"));
            _dump.Add("dirty_npurge", Number(old.Groups[2].Value, "sweeps"));
            _dump.Add("dirty_nmadvise", Number(old.Groups[3].Value, "madvises"));
            _dump.Add("dirty_purged", Number(old.Groups[4].Value, "purged"));
        }
        else if (NamedFigure().Match(line) is { Success: true } named && named.Groups[1].Value is var name && name is "tcache_bytes" or "uptime" or "assigned threads" or "base" or "internal")
        {
            _dump.Add(name switch { "uptime" => "uptime_ns", "assigned threads" => "nthreads", _ => name }, Number(named.Groups[2].Value, name));
        }
        else if (words[0] is "small:" or "large:" or "huge:" && words.Length > 2 && IsNumber(words[1]))
        {
            string kind = words[0] is "small:" ? "small" : "large";
            _dump.Add(kind + "_allocated", Number(words[1], "allocated"));
            _dump.Add(kind + "_nmalloc", Number(words[2], "nmalloc"));
        }
        else if (_columns.Length > 0)
        {
            TakeTableRow(words);
        }
    }

    private void TakeTableRow(string[] row)
    {
        // 2.1 marks the kind of a class by a letter behind its number.
        string[] words = [.. row.Where((word, i) => i != 1 || word.Length > 1 || !char.IsAsciiLetter(word[0]))];
        switch (_columns[0])
        {
            case "decaying:" when words[0] is "dirty:" or "muzzy:" && words.Length >= 6:
                string kind = words[0].TrimEnd(':');
                _dump.Add("p" + kind, Number(words[2], "npages"));
                _dump.Add(kind + "_npurge", Number(words[3], "sweeps"));
                _dump.Add(kind + "_nmadvise", Number(words[4], "madvises"));
                _dump.Add(kind + "_purged", Number(words[5], "purged"));
                break;
            case "mutex:" when char.IsAsciiLetter(words[0][0]) && words.Length > 4 && IsNumber(words[1]):
                Func<string, double> ofMutex = Cells(words, _columns);
                _dump.Add(new DumpedMutex(words[0], ofMutex("n_lock_ops"), ofMutex("n_waiting"), ofMutex("total_wait_ns"), ofMutex("max_wait_ns")));
                break;
            case "bins:" when IsRow(words):
                Func<string, double> ofBin = Cells(["", .. words], _columns);
                double size = ofBin("size");
                double live = _columns.Contains("curregs") ? ofBin("curregs") : size > 0 ? ofBin("allocated") / size : 0;
                _dump.Add(new DumpedBin(size, ofBin("regs"), ofBin("curslabs") + ofBin("curruns"), live, ofBin("nrequests"), ofBin("nfills"), ofBin("nflushes"), ofBin("n_waiting"), ofBin("total_wait_ns")) { Allocations = ofBin("nmalloc") });
                break;
            case "large:" or "huge:" when IsRow(words):
                Func<string, double> ofLarge = Cells(["", .. words], _columns);
                double count = ofLarge("curlextents") + ofLarge("curruns") + ofLarge("curhchunks");
                _dump.Add("large_count", count);
                _dump.Add(new DumpedLarge(ofLarge("size"), ofLarge("nrequests") is > 0 and double requests ? requests : ofLarge("nmalloc"), count));
                break;
            default:
                break;
        }
    }

    /// <summary>A row's cells by the names of their columns; 0 where there is none.</summary>
    private static Func<string, double> Cells(string[] words, string[] columns)
        => name => Array.IndexOf(columns, name) is > 0 and int at && at < words.Length ? Number(words[at], name) : 0;

    private static bool IsNumber(string word) => word.AsSpan(word[0] == '-' ? 1 : 0) is { Length: > 0 } digits && !digits.ContainsAnyExceptInRange('0', '9');

    // A line of a log that begins with a number is none.
    private static bool IsRow(string[] words) => words.Length > 1 && IsNumber(words[0]) && IsNumber(words[1]);

    private static double Number(string text, string name) => DumpText.Figure(text.Trim().TrimEnd(':', ','), $"'{name}'");

    [GeneratedRegex(@"^(?:arenas\[\d+\]:|Destroyed arenas stats)")]
    private static partial Regex ArenaHead();

    [GeneratedRegex(@"^opt\.([a-z0-9_]+): (""[^""]*""|\S+)(?: \(background_thread: (\w+)\))?")]
    private static partial Regex OptionLine();

    [GeneratedRegex(@"([a-z_]+): (-?\w+)")]
    private static partial Regex Figure();

    [GeneratedRegex(@"^(Version|CPUs|Arenas|Max arenas|Page size): (.*)$")]
    private static partial Regex HeadLine();

    [GeneratedRegex(@"^([a-z_ ]+):\s+(-?\d+)$")]
    private static partial Regex NamedFigure();

    [GeneratedRegex(@"^dirty(?: pages)?: -?\d+:(-?\d+) active:dirty, (-?\d+) sweeps?, (-?\d+) madvises?, (-?\d+) purged")]
    private static partial Regex OldDirty();
}
