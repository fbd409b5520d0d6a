using System.Globalization;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Naming;

namespace AllocSim.Allocator.Glibc.Options;

/// <summary>Reads options as they stand in the environment: GLIBC_TUNABLES' own form, variables like MALLOC_ARENA_MAX=2 and parameters of mallopt like M_ARENA_MAX=2, split by colons or commas.</summary>
/// <remarks>
/// Tunables go before variables, parameters of mallopt, which a program sets once it runs, before both. The library passes over what it does not know or what is out of range;
/// here that is an error.
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
            result._errors.Add($"{text}: glibc's options are name=value, split by colons, such as glibc.malloc.arena_max=2{(text.Contains(':', StringComparison.Ordinal) ? "; name:value is the form of jemalloc's MALLOC_CONF" : "")}");
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
            _errors.Add($"{item}: expected {name}=VALUE");
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
        if (!TryParse(text, out value))
        {
            _errors.Add($"{name}={text}: expected a whole number without a unit, decimal, 0x… or octal 0…");
            return false;
        }

        if (value < tunable.Min || value > tunable.Max)
        {
            string range = tunable.Max == ulong.MaxValue ? $"at least {tunable.Min}" : $"{tunable.Min} to {tunable.Max}";
            string later = tunable.Name == "glibc.malloc.tcache_max" ? "; larger ones came with glibc 2.42" : "";
            _errors.Add($"{name}={text}: expected {range} ({tunable.Help}){later}");
            return false;
        }

        if (tunable.Name == "glibc.malloc.hugetlb" && value is > 2 and not ((2 << 20) or (1 << 30)))
        {
            _errors.Add($"{name}={text}: expected 0, 1, 2, or the bytes of a huge page that the machine has: 2097152 or 1073741824");
            return false;
        }

        return true;
    }

    /// <summary>Numbers as the library's loader reads them: decimal, 0x and octal.</summary>
    private static bool TryParse(string text, out ulong value)
    {
        value = 0;
        ReadOnlySpan<char> digits = text.AsSpan();
        if (digits.StartsWith("+"))
        {
            digits = digits[1..];
        }

        bool isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        uint radix = isHex ? 16u : digits.StartsWith("0") ? 8u : 10u;
        digits = isHex ? digits[2..] : digits;
        foreach (char c in digits)
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : int.MaxValue;
            if (digit >= radix)
            {
                return false;
            }

            // Beyond the largest number it stays there.
            value = value >= (ulong.MaxValue - (uint)digit) / radix ? ulong.MaxValue : (value * radix) + (uint)digit;
        }

        return digits.Length > 0;
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
        _errors.Add(version is not null ? $"{name}: glibc has it from {version} on; this is 2.36"
            : owner is not null ? $"{name}: an option of {owner}, not of glibc"
            : $"{name}: glibc 2.36 has no such option{Nearest(name, known)}");
    }

    private static string Nearest(string name, string[] known)
    {
        // Tunables are often named without their first words.
        string? tail = Array.Find(known, option => option.EndsWith("." + name, StringComparison.Ordinal));
        return tail is not null ? $"; did you mean {tail}?" : NearestName.Question(name, known);
    }
}
