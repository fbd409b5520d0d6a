using System.Globalization;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Naming;

namespace AllocSim.Allocator.Phk;

/// <summary>Reads options as MALLOC_OPTIONS has them: letters, applied in order. After a comma may follow what the simulator adds.</summary>
internal static class PhkConf
{
    private const string EmulateMemalign = "memalign:emulate";
    private const string RefuseMemalign = "memalign:refuse";
    private const string Letters = "<>AaHhJjRrUuVvXxZz";

    private static readonly string[] Additions = [EmulateMemalign, RefuseMemalign];

    private static readonly (string Letters, string Answer)[] OfOthers =
    [
        ("Dd", "FreeBSD's malloc of the 1990s dumped its page table with it, revision 1.89 does not"),
        ("BbKkMmNnOoPpQqSs", "FreeBSD's jemalloc of 2006 and later has it, phkmalloc does not"),
        ("CcFfGg", "OpenBSD's malloc has it, phkmalloc does not"),
    ];

    /// <summary>The options that a string sets. A letter that the library does not know changes nothing; it warns of it and goes on.</summary>
    /// <param name="conf">Letters, then perhaps a comma and what the simulator adds.</param>
    /// <param name="warnings">Takes what is wrong, a line each.</param>
    public static PhkOptions Parse(string conf, ICollection<string> warnings)
    {
        string[] parts = conf.Split(',');
        PhkOptions options = new();
        int first = 0;
        if (!Additions.Contains(parts[0]) && !parts[0].Contains(':', StringComparison.Ordinal))
        {
            options = ApplyLetters(parts[0], options, warnings);
            first = 1;
        }

        foreach (string part in parts[first..])
        {
            if (Additions.Contains(part))
            {
                options = options with { EmulatesMemalign = part == EmulateMemalign };
            }
            else
            {
                options = ApplyLetters(part, options, []);
                warnings.Add($"{part}: phkmalloc has no such option; the library takes the letters that it knows ({Letters}) and warns of the others; after them may come ,{EmulateMemalign}{NearestName.Question(part, Additions)}");
            }
        }

        return options.Zero ? options with { Junk = true } : options;
    }

    /// <summary>Errors, and each option with the value it ends up with.</summary>
    public static OptionCheck Check(string conf)
    {
        List<string> warnings = [];
        PhkOptions options = Parse(conf, warnings);
        return new OptionCheck([], warnings, Effective(options));
    }

    private static PhkOptions ApplyLetters(string letters, PhkOptions options, ICollection<string> warnings)
    {
        foreach (char letter in letters)
        {
            options = Apply(letter, options) ?? Complain(letter, options, warnings);
        }

        return options;
    }

    private static PhkOptions? Apply(char letter, PhkOptions options)
    {
        bool isOn = char.IsAsciiLetterUpper(letter);
        return char.ToUpperInvariant(letter) switch
        {
            '>' => options with { CachePages = options.CachePages << 1 },
            '<' => options with { CachePages = options.CachePages >> 1 },
            'A' => options with { Abort = isOn },
            'H' => options with { Hint = isOn },
            'J' => options with { Junk = isOn },
            'R' => options with { Realloc = isOn },
            'U' => options with { Trace = isOn },
            'V' => options with { SystemV = isOn },
            'X' => options with { OutOfMemoryEnds = isOn },
            'Z' => options with { Zero = isOn },
            _ => null,
        };
    }

    private static PhkOptions Complain(char letter, PhkOptions options, ICollection<string> warnings)
    {
        string? other = OfOthers.FirstOrDefault(o => o.Letters.Contains(letter, StringComparison.Ordinal)).Answer;
        warnings.Add($"{letter}: phkmalloc has no such letter in MALLOC_OPTIONS; known are {Letters}; the library goes on without it{(other is null ? "" : $" ({other})")}");
        return options;
    }

    private static KeyValuePair<string, string>[] Effective(PhkOptions options)
    {
        return
        [
            new("cache_pages", Math.Max(options.CachePages, 1).ToString(CultureInfo.InvariantCulture)),
            new("hint", Text(options.Hint)),
            new("realloc", Text(options.Realloc)),
            new("sysv", Text(options.SystemV)),
            new("junk", Text(options.Junk)),
            new("zero", Text(options.Zero)),
            new("abort", Text(options.Abort)),
            new("xmalloc", Text(options.OutOfMemoryEnds)),
            new("utrace", Text(options.Trace)),
            new("memalign", options.EmulatesMemalign ? "emulate" : "refuse"),
        ];
    }

    private static string Text(bool value) => value ? "true" : "false";
}
