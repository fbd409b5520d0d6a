using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Simulator.Naming;

namespace AllocSim.Allocator.Jemalloc.Options.Conf;

/// <summary>Reads options from a string as the library reads its environment variable MALLOC_CONF: name:value pairs with commas between them, a later one wins.</summary>
/// <remarks>
/// jemalloc 5.3.0, `src/jemalloc.c` malloc_conf_next and malloc_conf_init_helper. Where the library warns and goes on, so does this: of an option that it does not know, of a wrong
/// value, and of a string that breaks off. With abort_conf it ends the program for any of these, experimental options excepted. A setting that is not modelled is an error.
/// </remarks>
public static class MallocConf
{
    /// <summary>Reads a string; the empty one gives the defaults.</summary>
    /// <param name="conf">The string.</param>
    /// <param name="version">The release; null for 5.3.0.</param>
    public static MallocConfResult Parse(string conf, JemallocVersion? version = null)
    {
        version ??= JemallocVersion.V530;
        ConfTable table = version.Options;
        JemallocOptions options = table.Defaults with { Version = version, Conf = version.Statistics.TellsSources ? conf : "" };
        var warnings = new List<string>();
        var harmless = 0; // Of the warnings, those that abort_conf passes over.
        var position = 0;
        while (position < conf.Length && TryReadKey(conf, ref position, out var key, warnings))
        {
            var value = ReadValue(conf, ref position, warnings);
            if (table.Find(key) is { } option)
            {
                (options, var problem) = option.Set(options, value);
                if (problem is not null)
                {
                    harmless += IsTolerated(key, version) ? 1 : 0;
                    warnings.Add($"option {option.Name}: {Quote(value)} {problem}, expected {option.Expected}; the library goes on without it");
                }
            }
            else
            {
                harmless += IsTolerated(key, version) ? 1 : 0;
                warnings.Add(Unknown(key, version));
            }
        }

        return options.AbortConf && warnings.Count > harmless ? new MallocConfResult(options, [], warnings) : new MallocConfResult(options, warnings, []);
    }

    // (malloc_conf_error)
    private static bool IsTolerated(string key, JemallocVersion version) => version.ToleratesExperimental && key.StartsWith("experimental_", StringComparison.Ordinal);

    private static bool TryReadKey(string conf, ref int position, out string key, List<string> warnings)
    {
        var end = position;
        while (end < conf.Length && (char.IsAsciiLetterOrDigit(conf[end]) || conf[end] == '_'))
        {
            end++;
        }

        key = conf[position..end];
        if (end == conf.Length)
        {
            warnings.Add($"the options end with the name {Quote(key)}, which has no value; a pair is name:value");
            return false;
        }

        if (conf[end] != ':')
        {
            warnings.Add($"the options are malformed at character {end + 1}, {Quote(conf[end..])}; the library ignores the rest. Pairs are name:value with commas between them");
            return false;
        }

        position = end + 1;
        return true;
    }

    private static string ReadValue(string conf, ref int position, List<string> warnings)
    {
        var comma = conf.IndexOf(',', position);
        var value = comma < 0 ? conf[position..] : conf[position..comma];
        position = comma < 0 ? conf.Length : comma + 1;
        if (comma >= 0 && position == conf.Length)
        {
            warnings.Add("the options end with a comma");
        }

        return value;
    }

    private static string Unknown(string key, JemallocVersion version)
    {
        var notBuilt = Array.Find(version.Options.NotBuilt, n => n.Name == key);
        if (notBuilt.Name is not null)
        {
            return $"option {key} cannot be set: {notBuilt.Reason}; the library goes on without it";
        }

        if (OptionsElsewhere.Explain(key, version) is { } elsewhere)
        {
            return $"{elsewhere}; the library goes on without it";
        }

        return $"option {Quote(key)} is not known to jemalloc {version.Name}, which goes on without it{NearestName.Question(key, version.Options.All.Select(o => o.Name))}";
    }

    private static string Quote(string text) => $"'{text}'";
}
