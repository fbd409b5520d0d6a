using System.Globalization;
using System.Reflection;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Allocator.Jemalloc;

/// <summary>What the command line says of a MALLOC_CONF string.</summary>
internal static class JemallocConf
{
    // Options that not every release has: the others do not name them among those that they run with. 5.3.0 shows cache_oblivious, though it does not read it.
    private static readonly HashSet<string> OfSome = [.. JemallocVersion.All.SelectMany(version => version.Options.All).Select(option => option.Name).Where(name => name != "cache_oblivious")];

    // What each release shows, by name, found once: a sweep checks the options of each point.
    private static readonly Dictionary<JemallocVersion, (string Name, PropertyInfo Property)[]> Shown = JemallocVersion.All.ToDictionary(version => version, Properties);

    public static OptionCheck Check(string conf, JemallocVersion version, SizeClassChoice sizes)
    {
        MallocConfResult result = MallocConf.Parse(conf, version);
        return new OptionCheck(result.Errors, result.Warnings, Effective(result.Options with { SizeClasses = sizes }));
    }

    /// <summary>The options that a release reads, with the values that are right and the one that holds where nobody sets it.</summary>
    public static PolicyOption[] Declared(JemallocVersion version)
    {
        Dictionary<string, string> defaults = Effective(MallocConf.Parse("", version).Options).ToDictionary(option => option.Key, option => option.Value, StringComparer.Ordinal);
        return [.. version.Options.All.Select(option => new PolicyOption(option.Name, option.Expected, defaults.GetValueOrDefault(option.Name) ?? "") { Tuning = TuningRanges.Of(option.Name) })];
    }

    private static KeyValuePair<string, string>[] Effective(JemallocOptions options)
        => Array.ConvertAll(Shown[options.Version], each => KeyValuePair.Create(each.Name, Text(each.Property.GetValue(options))));

    private static (string Name, PropertyInfo Property)[] Properties(JemallocVersion version) =>
    [
        .. typeof(JemallocOptions).GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.CanWrite)
            .Select(property => (Name: LibraryName(property.Name), Property: property))
            .Where(each => !OfSome.Contains(each.Name) || version.Options.Find(each.Name)?.Name == each.Name)
            .OrderBy(each => each.Name, StringComparer.Ordinal),
    ];

    /// <summary>The library's name of an option: words with lines between them.</summary>
    private static string LibraryName(string name) => string.Concat(name.Select((letter, i) => char.IsAsciiLetterUpper(letter) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(letter) : letter.ToString()));

    private static string Text(object? value) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        Enum word => word.ToString().ToLowerInvariant(),
        System.Collections.IEnumerable items => string.Join('|', items.Cast<object?>().Select(Text)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
