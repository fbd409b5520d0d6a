using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Naming;

namespace AllocSim.Allocator.Tcmalloc.Options;

/// <summary>Reads the variables that a --conf string gives, split by commas: NAME=VALUE,NAME=VALUE. Of a name that comes twice the last value counts, as in an environment.</summary>
/// <remarks>Without a word the library does not look at variables that it does not know, and takes of a number what a text begins with; both are warned of here. (src/base/commandlineflags.h)</remarks>
internal static class TcmallocConf
{
    private const string SampleParameter = "TCMALLOC_SAMPLE_PARAMETER";

    /// <summary>The options of a string without errors.</summary>
    public static TcmallocOptions Parse(string conf) => Read(conf, [], []);

    /// <summary>What is wrong with a string, and what comes of it.</summary>
    public static OptionCheck Check(string conf)
    {
        List<string> errors = [];
        List<string> warnings = [];
        TcmallocOptions options = Read(conf, errors, warnings);
        AddWarnings(options, warnings);
        return new OptionCheck(errors, warnings, [.. OptionTable.Entries.Select(entry => KeyValuePair.Create(entry.Name, entry.Show(options)))]);
    }

    private static TcmallocOptions Read(string conf, List<string> errors, List<string> warnings)
    {
        TcmallocOptions options = new();
        foreach (string item in conf.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int sign = item.IndexOf('=', StringComparison.Ordinal);
            string name = sign < 0 ? item : item[..sign];
            string value = sign < 0 ? "" : item[(sign + 1)..];
            OptionEntry? entry = Array.Find(OptionTable.Entries, known => known.Name == name);
            if (entry is null && name == SampleParameter)
            {
                warnings.Add($"{name} does nothing: libtcmalloc_minimal is built without sampling");
            }
            else if (entry is null)
            {
                warnings.Add(Unknown(name));
            }
            else if (sign < 0)
            {
                warnings.Add($"{name} has no value, so that the library does not see it; write {name}=VALUE");
            }
            else if (entry.TryRead(options, value) is { } changed)
            {
                options = changed;
            }
            else if (entry.Take(options, value) is { } taken)
            {
                warnings.Add($"{name}={value}: the value must be {entry.Range}; the library takes {entry.Show(taken)}");
                options = taken;
            }
            else
            {
                errors.Add($"{name}={value}: the value must be {entry.Range}");
            }
        }

        return options;
    }

    private static string Unknown(string name)
    {
        string[] names = [.. OptionTable.Entries.Select(entry => entry.Name), SampleParameter];
        return ForeignOptions.OwnerOf(name) is { } owner
            ? $"{name} is no option of tcmalloc as modelled, which does not look at it: {owner}"
            : $"{name}: tcmalloc has no such option and does not look at it{NearestName.Question(name, names)}";
    }

    private static void AddWarnings(TcmallocOptions options, List<string> warnings)
    {
        if (options.MemfsMallocPath.Length > 0)
        {
            warnings.Add("TCMALLOC_MEMFS_MALLOC_PATH: no file can be made there, as the simulated machine has no files; the library goes on without");
        }
    }
}
