using AllocSim.Allocator.Classic.Caches;
using AllocSim.Allocator.Classic.Sizes;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Naming;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Classic.Options;

/// <summary>Reads options as 2.1.3 reads its environment variable MALLOC_CONF: name:value pairs with commas between them, a later one wins.</summary>
/// <remarks>Where the library says a word and goes on, so does this, with a warning. Errors are wrong values of what the simulator adds, and what ends a real program. (malloc_conf_init)</remarks>
internal static class ClassicConf
{
    private const int UsualPage = 4096;

    private static readonly ClassicOptions Defaults = new();

    /// <summary>Reads options that may be wrong.</summary>
    /// <param name="conf">The pairs; empty for the defaults.</param>
    /// <param name="errors">Takes what is wrong, a line each.</param>
    /// <param name="warnings">Takes what the library would warn of without harm.</param>
    public static ClassicOptions Parse(string conf, ICollection<string> errors, ICollection<string> warnings)
    {
        ClassicOptions options = new();
        int position = 0;
        while (position < conf.Length)
        {
            if (TryReadKey(conf, ref position, warnings) is not { } key)
            {
                break;
            }

            int comma = conf.IndexOf(',', position);
            string value = comma < 0 ? conf[position..] : conf[position..comma];
            position = comma < 0 ? conf.Length : comma + 1;
            if (comma >= 0 && position == conf.Length)
            {
                warnings.Add("the options end with a comma");
            }

            options = Set(options, key, value, errors, warnings);
        }

        if (options.LgQspaceMax + 1 >= options.LgCspaceMax)
        {
            warnings.Add(FormattableString.Invariant($"lg_cspace_max is {options.LgCspaceMax} and must exceed lg_qspace_max, {options.LgQspaceMax}, by 2 at least; 2.1 takes its defaults for both"));
            options = options with { LgQspaceMax = Defaults.LgQspaceMax, LgCspaceMax = Defaults.LgCspaceMax };
        }

        CheckTogether(options, errors, warnings);
        return options;
    }

    /// <summary>What a policy says of options.</summary>
    public static OptionCheck Check(string conf)
    {
        List<string> errors = [];
        List<string> warnings = [];
        ClassicOptions options = Parse(conf, errors, warnings);
        return new OptionCheck(errors, warnings, [.. ConfOptions.All.Select(o => KeyValuePair.Create(o.Name, o.Text(options)))]);
    }

    /// <summary>Decides what <see cref="ThreadAwareness.Auto"/> leaves to the run.</summary>
    /// <param name="options">Options that were checked.</param>
    /// <param name="inSimulatedTime">Whether threads overlap.</param>
    /// <exception cref="TraceFormatException">The caches that threads would get end the real program.</exception>
    public static ClassicOptions Settle(ClassicOptions options, bool inSimulatedTime)
    {
        if (options.IsThreaded != ThreadAwareness.Auto)
        {
            return options;
        }

        ClassicOptions settled = options with { IsThreaded = inSimulatedTime ? ThreadAwareness.Second : ThreadAwareness.Never };
        List<string> errors = [];
        CheckTogether(settled, errors, []);
        return errors.Count == 0 ? settled : throw new TraceFormatException(errors[0]);
    }

    private static string? TryReadKey(string conf, ref int position, ICollection<string> warnings)
    {
        int end = position;
        while (end < conf.Length && (char.IsAsciiLetterOrDigit(conf[end]) || conf[end] == '_'))
        {
            end++;
        }

        string key = conf[position..end];
        if (end == conf.Length)
        {
            warnings.Add($"the options end with the name '{key}', which has no value; a pair is name:value");
            return null;
        }

        if (conf[end] != ':')
        {
            warnings.Add(FormattableString.Invariant($"the options are malformed at character {end + 1}, '{conf[end..]}'; the library ignores the rest. Pairs are name:value with commas between them"));
            return null;
        }

        position = end + 1;
        return key;
    }

    private static ClassicOptions Set(ClassicOptions options, string key, string value, ICollection<string> errors, ICollection<string> warnings)
    {
        if (ConfOptions.Find(key) is not { } option)
        {
            warnings.Add(OtherOptions.Explain(key) is { } known ? $"{known}; the library goes on without it" : $"option '{key}' is not known to jemalloc 2.1.3, which goes on without it{NearestName.Question(key, ConfOptions.All.Select(o => o.Name))}");
            return options;
        }

        if (option.Set(options, value) is { } changed)
        {
            return changed;
        }

        // With a number of arenas whose lower half is 0 the library soon dies, and isthreaded is none of its options.
        bool isFatal = option.IsOwn || (key == "narenas" && ConfNumber.TryReadUnsigned(value, out ulong count) && count != 0);
        (isFatal ? errors : warnings).Add($"option {key}: '{value}' is wrong, expected {option.Expected}{(isFatal ? "" : "; the library goes on without it")}");
        return options;
    }

    private static void CheckTogether(ClassicOptions options, ICollection<string> errors, ICollection<string> warnings)
    {
        if (errors.Count > 0)
        {
            return;
        }

        Geometry geometry = new(options, UsualPage);
        ulong narenasMax = geometry.ChunkBytes / sizeof(ulong);
        if ((uint)options.Narenas > narenasMax)
        {
            warnings.Add(FormattableString.Invariant($"narenas is reduced to {narenasMax}, the pointers of a chunk"));
        }

        if (options.Tcache && options.IsThreaded is not (ThreadAwareness.Never or ThreadAwareness.Auto))
        {
            CheckCaches(options, geometry, errors);
        }
    }

    private static void CheckCaches(ClassicOptions options, Geometry geometry, ICollection<string> errors)
    {
        ulong bins = (ulong)geometry.Bins.Length + (ThreadCaches.MaxClassOf(options, geometry) >> geometry.PageShift);
        if (RecordSizes.LinesOf(RecordSizes.TcacheHeader + (RecordSizes.TcacheBin * bins)) > geometry.SspaceMax)
        {
            errors.Add(FormattableString.Invariant($"lg_tcache_max of {options.LgTcacheMax} ends every threaded program: a cache's record would be a large object, which 2.1 asks that very cache for, without end; at most 18"));
        }
    }
}
