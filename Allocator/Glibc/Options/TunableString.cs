using System.Globalization;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Naming;

namespace AllocSim.Allocator.Glibc.Options;

/// <summary>Reads options as they stand in the environment: GLIBC_TUNABLES' own form, variables like MALLOC_ARENA_MAX=2 and parameters of mallopt like M_ARENA_MAX=2, split by colons or commas.</summary>
/// <remarks>
/// Tunables go before variables, parameters of mallopt, which a program sets once it runs, before both. Without a word the library passes over what it does not know and what is out
/// of range, and takes of a value the number that it begins with; all of that is warned of here. (elf/dl-tunables.c, _dl_strtoul)
/// </remarks>
internal sealed class TunableString
{
    private const string EnvironmentName = "GLIBC_TUNABLES=";
    private static readonly char[] Separators = [':', ','];

    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];
    private readonly int[] _setBy = new int[Tunable.All.Length];

    private TunableString()
    {
    }

    /// <summary>What the string says.</summary>
    public GlibcOptions Options { get; private set; } = new();

    /// <summary>Reads a string.</summary>
    public static TunableString Parse(string conf)
    {
        TunableString result = new();
        string text = conf.StartsWith(EnvironmentName, StringComparison.Ordinal) ? conf[EnvironmentName.Length..] : conf;
        if (text.Length > 0 && !text.Contains('=', StringComparison.Ordinal))
        {
            result._warnings.Add($"{text}: the library passes over it; glibc's options are name=value, split by colons, such as glibc.malloc.arena_max=2{(text.Contains(':', StringComparison.Ordinal) ? "; name:value is the form of jemalloc's MALLOC_CONF" : "")}");
            return result;
        }

        foreach (string item in text.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            result.Read(item);
        }

        return result;
    }

    /// <summary>The outcome for the command line.</summary>
    public OptionCheck ToCheck()
        => new(_errors, _warnings, [.. Tunable.All.Where(tunable => tunable.Name != "glibc.malloc.check").Select(tunable =>
            KeyValuePair.Create(tunable.Name, tunable.Get(Options)?.ToString(CultureInfo.InvariantCulture) ?? "default"))]);

    private void Read(string item)
    {
        int equals = item.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? item : item[..equals];
        int index = Array.FindIndex(Tunable.All, tunable => tunable.Name == name || (name.Length > 0 && (tunable.Variable == name || tunable.Parameter == name)));
        if (index < 0)
        {
            ReadStranger(name);
        }
        else if (equals < 0)
        {
            _warnings.Add($"{item}: expected {name}=VALUE; the library passes over it");
        }
        else if (TryNumber(name, item[(equals + 1)..], Tunable.All[index], out ulong value))
        {
            Set(index, name, value);
        }
    }

    private void Set(int index, string name, ulong value)
    {
        Tunable tunable = Tunable.All[index];
        int rank = name == tunable.Variable ? 1 : name == tunable.Name ? 2 : 3;
        if (rank < _setBy[index])
        {
            return;
        }

        _setBy[index] = rank;
        Options = tunable.Set(Options, value);
        if (tunable.Name == "glibc.malloc.check")
        {
            _warnings.Add($"{name}: {tunable.Help}");
        }
    }

    private bool TryNumber(string name, string text, Tunable tunable, out ulong value)
    {
        bool isCall = name.Length > 0 && name == tunable.Parameter;
        if (!LoaderNumber.TryRead(text, out value))
        {
            (isCall ? _errors : _warnings).Add($"{name}={text}: expected a whole number without a unit, decimal, 0x… or octal 0…{(isCall ? "" : string.Create(CultureInfo.InvariantCulture, $"; the library reads {value}"))}");
            if (isCall)
            {
                return false;
            }
        }

        if (value < tunable.Min || value > tunable.Max)
        {
            string range = tunable.Max == ulong.MaxValue ? $"at least {tunable.Min}" : $"{tunable.Min} to {tunable.Max}";
            string later = tunable.Name == "glibc.malloc.tcache_max" ? "; larger ones came with glibc 2.42" : "";
            bool isIgnored = !isCall || tunable.Name is "glibc.malloc.mxfast" or "glibc.malloc.arena_max" or "glibc.malloc.arena_test";
            (isIgnored ? _warnings : _errors).Add($"{name}={text}: expected {range} ({tunable.Help}){later}{(isIgnored ? "; the library passes over it" : "")}");
            return false;
        }

        if (tunable.Name == "glibc.malloc.hugetlb" && value is > 2 and not ((2 << 20) or (1 << 30)))
        {
            _warnings.Add($"{name}={text}: expected 0, 1, 2, or the bytes of a huge page that the machine has: 2097152 or 1073741824; the library goes on without huge pages");
        }

        return true;
    }

    private void ReadStranger(string name)
    {
        if (Array.IndexOf(Tunable.Elsewhere, name) >= 0)
        {
            _warnings.Add($"{name} changes nothing in malloc");
            return;
        }

        string? version = Array.Find(Tunable.Later, later => later.Key == name).Value;
        string? owner = name.StartsWith("TCMALLOC_", StringComparison.OrdinalIgnoreCase) ? "tcmalloc" : name.StartsWith("MIMALLOC_", StringComparison.OrdinalIgnoreCase) ? "mimalloc" : null;
        string[] known = [.. Tunable.All.SelectMany(tunable => new[] { tunable.Name, tunable.Variable, tunable.Parameter }).Where(known => known.Length > 0)];
        _warnings.Add(version is not null ? $"{name}: glibc has it from {version} on; this is 2.36, which passes over it"
            : owner is not null ? $"{name}: an option of {owner}, not of glibc, which passes over it"
            : $"{name}: glibc 2.36 has no such option and passes over it{Nearest(name, known)}");
    }

    private static string Nearest(string name, string[] known)
    {
        // Tunables are often named without their first words.
        string? tail = Array.Find(known, option => option.EndsWith("." + name, StringComparison.Ordinal));
        return tail is not null ? $"; did you mean {tail}?" : NearestName.Question(name, known);
    }
}
