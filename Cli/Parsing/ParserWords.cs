using System.Text.RegularExpressions;

namespace AllocSim.Cli.Parsing;

/// <summary>What the parser of the command line complains of, in our words: its own name types of the framework.</summary>
internal static partial class ParserWords
{
    /// <summary>The words for a complaint.</summary>
    public static string Of(string message)
    {
        string text = char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.').ReplaceLineEndings(" ");
        return Unparsed().Match(text) is { Success: true } unparsed
            ? $"{unparsed.Groups["name"].Value} {unparsed.Groups["value"].Value}: expected {Expected(unparsed.Groups["type"].Value)}"
            : text;
    }

    private static string Expected(string type)
        => type.Contains("UInt", StringComparison.Ordinal) ? "a whole number from 0 on"
            : type.Contains("Int", StringComparison.Ordinal) ? "a whole number"
            : type.Contains("Boolean", StringComparison.Ordinal) ? "true or false"
            : "a number";

    [GeneratedRegex("^cannot parse argument '(?<value>.*)' for (option|command) '(?<name>[^']+)' as expected type '(?<type>.+)'$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Unparsed();
}
