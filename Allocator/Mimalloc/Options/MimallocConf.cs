using System.Globalization;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Naming;

namespace AllocSim.Allocator.Mimalloc.Options;

/// <summary>Reads the options of a run: the library's environment variables, NAME=VALUE, with commas between them; of one name the last one counts, whatever its case.</summary>
/// <remarks>Where the library warns of a value and goes on with its default, and where it does not look at a variable at all, this warns. Nothing is an error.</remarks>
internal static class MimallocConf
{
    private const string Version = "mimalloc 2.0.9";

    /// <summary>The options in a string.</summary>
    public static MimallocOptions Parse(string conf) => Read(conf, []);

    /// <summary>What the command line says of a string.</summary>
    public static OptionCheck Check(string conf)
    {
        List<string> warnings = [];
        MimallocOptions options = Read(conf, warnings);
        KeyValuePair<string, string>[] effective = [.. MimallocOption.All.Select(option => KeyValuePair.Create(option.Variable, option.Get(options).ToString(CultureInfo.InvariantCulture)))];
        return new OptionCheck([], warnings, effective);
    }

    private static MimallocOptions Read(string conf, List<string> warnings)
    {
        string?[] values = new string?[MimallocOption.All.Count];
        string?[] legacyValues = new string?[MimallocOption.All.Count];
        foreach (string setting in conf.Split(',').Where(setting => setting.Length > 0))
        {
            Sort(setting, values, legacyValues, warnings);
        }

        MimallocOptions options = new();
        for (int i = 0; i < values.Length; i++)
        {
            MimallocOption option = MimallocOption.All[i];
            if ((values[i] ?? legacyValues[i]) is not { } text)
            {
                continue;
            }

            if (OptionValue.TryRead(text, option.IsKibibytes, out long value))
            {
                options = option.Set(options, value);
            }
            else
            {
                warnings.Add($"option {option.Variable}: '{text}' is no value; expected a whole number{(option.IsKibibytes ? " of bytes, or one of K, M or G behind it" : "")}, 1, TRUE, YES, ON, 0, FALSE, NO or OFF; the library keeps its default");
            }
        }

        return options;
    }

    private static void Sort(string setting, string?[] values, string?[] legacyValues, List<string> warnings)
    {
        int equals = setting.IndexOf('=', StringComparison.Ordinal);
        string name = (equals < 0 ? setting : setting[..equals]).ToUpperInvariant();
        if (equals < 0)
        {
            warnings.Add($"option '{setting}' has no value, so that the library does not see it; an option is {MimallocOption.Prefix}NAME=VALUE, with commas between them");
            return;
        }

        string bare = name.StartsWith(MimallocOption.Prefix, StringComparison.Ordinal) ? name[MimallocOption.Prefix.Length..].ToLowerInvariant() : "";
        for (int i = 0; bare.Length > 0 && i < values.Length; i++)
        {
            MimallocOption option = MimallocOption.All[i];
            if (option.Name == bare || option.LegacyName == bare)
            {
                (option.Name == bare ? values : legacyValues)[i] = setting[(equals + 1)..];
                return;
            }
        }

        warnings.Add(ForeignOptions.Reason(name, bare) is { } reason
            ? $"option {name} is not one of {Version}, which does not look at it: {reason}"
            : $"option '{name}' is not known to {Version}, which does not look at it{NearestName.Question(name, MimallocOption.All.Select(option => option.Variable))}");
    }
}
