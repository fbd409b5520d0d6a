namespace AllocSim.Simulator.Allocation.Policies;

/// <summary>How the string that carries an allocator's options is put together.</summary>
/// <param name="Carrier">What carries it to the real library, such as an environment variable; empty where every option is a variable of its own.</param>
/// <param name="Assign">What stands between name and value.</param>
/// <param name="Separator">What stands between options.</param>
public sealed record OptionGrammar(string Carrier, string Assign, string Separator)
{
    /// <summary>NAME:VALUE with commas between them.</summary>
    public static OptionGrammar Pairs { get; } = new("", ":", ",");

    /// <summary>NAME=VALUE with commas between them: environment variables.</summary>
    public static OptionGrammar Variables { get; } = new("", "=", ",");

    /// <summary>The environment variables that carry options to the real library.</summary>
    /// <param name="conf">The options; may be empty.</param>
    public IReadOnlyList<KeyValuePair<string, string>> Environment(string conf)
        => conf.Length == 0 ? []
            : Carrier.Length > 0 ? [new(Carrier, conf)]
            : [.. conf.Split(Separator, StringSplitOptions.RemoveEmptyEntries).Select(option => option.Split(Assign, 2)).Select(parts => new KeyValuePair<string, string>(parts[0].Trim(), parts.Length > 1 ? parts[1] : ""))];

    /// <summary>Options with one more at their end.</summary>
    /// <param name="conf">The options; may be empty.</param>
    /// <param name="name">The option's name.</param>
    /// <param name="value">Its value.</param>
    public string With(string conf, string name, string value) => (conf.Length == 0 ? "" : conf + Separator) + name + Assign + value;

    /// <summary>The options as a person types them before the program's name: CARRIER=OPTIONS, or each variable by itself.</summary>
    /// <param name="conf">The options.</param>
    public string ForShell(string conf) => conf.Length == 0 ? "" : Carrier.Length > 0 ? $"{Carrier}={Quoted(conf)}" : Assign == "=" ? conf.Replace(Separator, " ", StringComparison.Ordinal) : conf;

    private static string Quoted(string conf) => conf.IndexOfAny([' ', '|', '<', '>', '&', ';']) < 0 ? conf : $"'{conf}'";
}
