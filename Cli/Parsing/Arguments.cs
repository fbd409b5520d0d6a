using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using AllocSim.Simulator.Naming;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Parsing;

/// <summary>What was typed, read value by value. What is wrong is collected, so that a person hears of all of it at once.</summary>
public sealed class Arguments
{
    // Options that say where results go, and by how many workers: with a value, and without one.
    private static readonly string[] Places = ["--out", "--addresses", "--syscalls", "--stats", "--heap-profile", "--trace-events", "--resident", "--jobs"];
    private static readonly string[] Ways = ["--resume"];

    private readonly ParseResult _parsed;
    private readonly List<string> _errors = [];

    /// <summary>Takes over what the parser made of the command line, its complaints included.</summary>
    public Arguments(ParseResult parsed)
    {
        _parsed = parsed;
        Command command = parsed.CommandResult.Command;
        bool hasSubcommands = command.Subcommands.Count > 0 && command.Arguments.Count == 0;
        string[] names = hasSubcommands
            ? [.. command.Subcommands.Select(c => c.Name)]
            : [.. command.Options.Select(o => o.Name)];
        string[] unknown = hasSubcommands ? [.. parsed.UnmatchedTokens.Take(1)] : [.. MistakenOptions(parsed), .. parsed.UnmatchedTokens];
        string[] options = [.. unknown.Where(token => token.StartsWith("--", StringComparison.Ordinal))];

        // Behind an option that is not known stands its value, which is no second mistake.
        foreach (string token in options.Length > 0 ? options : unknown)
        {
            string kind = hasSubcommands ? "command" : options.Length > 0 ? "option" : "argument";
            string typed = token.Split('=')[0];
            _errors.Add($"unknown {kind} {typed}{(kind == "argument" ? "" : NearestName.Question(typed, names))}");
        }

        if (hasSubcommands && parsed.UnmatchedTokens.Count > 0)
        {
            return;
        }

        foreach (Option option in command.Options.Where(option => option.HelpName is { } help && (help.Contains("FILE", StringComparison.Ordinal) || help.Contains("DIR", StringComparison.Ordinal))))
        {
            if (parsed.GetResult(option) is { Implicit: false } given && given.Tokens.Any(token => token.Value.Length == 0))
            {
                _errors.Add($"{option.Name} \"\": the name is empty; expected {option.HelpName}");
            }
        }

        foreach (Argument argument in command.Arguments.Where(argument => argument.Name is "TRACE" or "TRACES" or "OUT" or "SPEC" or "FILE" or "DIR" or "RUN" or "STATS"))
        {
            if (parsed.GetResult(argument) is { } given && given.Tokens.Any(token => token.Value.Length == 0))
            {
                _errors.Add($"{argument.Name}: the name is empty");
            }
        }

        foreach (ParseError error in parsed.Errors.Where(e => !IsUnmatched(e, parsed)))
        {
            _errors.Add(ParserWords.Of(error.Message));
        }
    }

    /// <summary>The command as a shell takes it. Where its results go, and whether they were made at once, is left out: that changes nothing in them.</summary>
    public string CommandLine
    {
        get
        {
            List<string> words = ["allocsim"];
            IReadOnlyList<Token> tokens = _parsed.Tokens;
            for (int i = 0; i < tokens.Count; i++)
            {
                if (Places.Contains(tokens[i].Value))
                {
                    i++;
                    continue;
                }

                if (Ways.Contains(tokens[i].Value))
                {
                    continue;
                }

                words.Add(Quoted(tokens[i].Value));
            }

            return string.Join(' ', words);
        }
    }

    /// <summary>Adds a reason why nothing can be run.</summary>
    public void AddError(string error) => _errors.Add(error);

    /// <summary>Adds reasons why nothing can be run.</summary>
    public void AddErrors(IEnumerable<string> errors) => _errors.AddRange(errors);

    /// <summary>Ends here when anything was wrong.</summary>
    /// <exception cref="UsageException">Something was.</exception>
    public void ThrowIfWrong()
    {
        if (_errors.Count > 0)
        {
            throw new UsageException([.. _errors.Distinct()]);
        }
    }

    /// <summary>A value that the parser has read; the option's default where it was not given.</summary>
    public T? Value<T>(Option<T> option) => _parsed.GetValue(option);

    /// <summary>A positional value that the parser has read.</summary>
    public T? Value<T>(Argument<T> argument) => _parsed.GetValue(argument);

    /// <summary>Whether an option was given, with a value or without.</summary>
    public bool IsGiven(Option option) => _parsed.GetResult(option) is { Implicit: false };

    /// <summary>A flag.</summary>
    public bool Has(Option<bool> option) => _parsed.GetResult(option) is not null && _parsed.GetValue(option);

    /// <summary>A text, or null.</summary>
    public string? Text(Option<string?> option) => _parsed.GetResult(option) is { Errors: var errors } result && !errors.Any() && result.Tokens.Count > 0 ? result.Tokens[^1].Value : null;

    /// <summary>Every text that an option was given.</summary>
    public IReadOnlyList<string> Texts(Option<string[]> option) => _parsed.GetResult(option) is { } result ? [.. result.Tokens.Select(t => t.Value)] : [];

    /// <summary>Every positional text.</summary>
    public IReadOnlyList<string> Texts(Argument<string[]> argument) => _parsed.GetResult(argument) is { } result ? [.. result.Tokens.Select(t => t.Value)] : [];

    /// <summary>A positional text; empty when it is missing, which has been complained of.</summary>
    public string Text(Argument<string> argument)
        => _parsed.GetResult(argument) is { Tokens.Count: > 0 } result && !result.Tokens[0].Value.StartsWith("--", StringComparison.Ordinal) ? result.Tokens[0].Value : "";

    /// <summary>A whole number within bounds.</summary>
    public long Integer(Option<string?> option, long min, long max, long fallback)
    {
        if (Text(option) is not { } text)
        {
            return fallback;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && value >= min && value <= max)
        {
            return value;
        }

        string range = max == long.MaxValue ? $"a whole number from {min} on" : $"a whole number from {min} to {max}";
        _errors.Add($"{option.Name} {text}: expected {range}");
        return fallback;
    }

    /// <summary>A size such as 64KiB.</summary>
    public ulong Size(Option<string?> option, ulong fallback)
    {
        if (Text(option) is not { } text)
        {
            return fallback;
        }

        if (Units.TryParseSize(text, out ulong bytes))
        {
            return bytes;
        }

        _errors.Add($"{option.Name} {text}: expected a size such as 4096, 64KiB, 2MiB or 1.5GiB");
        return fallback;
    }

    /// <summary>One of a few words.</summary>
    public T Choice<T>(Option<string?> option, T fallback, params (string Name, T Value)[] choices)
    {
        if (Text(option) is not { } text)
        {
            return fallback;
        }

        int at = Array.FindIndex(choices, c => c.Name == text);
        if (at >= 0)
        {
            return choices[at].Value;
        }

        string[] names = [.. choices.Select(c => c.Name)];
        _errors.Add($"{option.Name} {text}: expected {string.Join(" or ", names)}{NearestName.Question(text, names)}");
        return fallback;
    }

    /// <summary>An existing file; complains otherwise.</summary>
    public string ExistingFile(string path, string what)
    {
        if (path.Length > 0 && !File.Exists(path) && !(path == StandardInput.Name && what == "the trace"))
        {
            _errors.Add(Directory.Exists(path) ? $"{what} {path} is a directory" : $"{what} {path} does not exist");
        }

        return path;
    }

    /// <summary>Arguments that look like options. What stands behind "--" is another program's and may.</summary>
    private static IEnumerable<string> MistakenOptions(ParseResult parsed)
    {
        List<Token> own = [.. parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)];
        return parsed.CommandResult.Command.Arguments
            .SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? [])
            .Where(token => own.Contains(token) && token.Value.StartsWith("--", StringComparison.Ordinal))
            .Select(token => token.Value);
    }

    private static string Quoted(string word)
        => word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:,=%+@".Contains(letter, StringComparison.Ordinal)) ? word : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static bool IsUnmatched(ParseError error, ParseResult parsed)
        => parsed.UnmatchedTokens.Any(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal));
}
