using System.CommandLine;
using AllocSim.Reports.Console;

namespace AllocSim.Cli.Help;

/// <summary>Writes help: what a command is for, how it is typed, its options in groups, examples.</summary>
internal sealed class HelpWriter(TextWriter output, int? width)
{
    private const int Usual = 100;
    private const int Indent = 2;
    private const int WordsAt = 26;

    private readonly int _width = Math.Max(width ?? Usual, 60);

    /// <summary>Writes the help of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="path">Its name with those above it, without the program's: empty for the program itself.</param>
    public void Write(Command command, string path)
    {
        string name = path.Length == 0 ? "allocsim" : "allocsim " + path;
        TextLines.Write(output, command.Description ?? "", _width);
        Heading("Usage");
        output.Write($"  {Usage(command, name)}\n");
        if (command.Subcommands.Count > 0)
        {
            Heading("Commands");
            foreach (Command below in command.Subcommands.Where(each => !each.Hidden))
            {
                Entry(below.Name, FirstSentence(below.Description ?? ""));
            }
        }

        if (command.Arguments.Count > 0)
        {
            Heading("Arguments");
            foreach (Argument argument in command.Arguments)
            {
                Entry(argument.Name, argument.Description ?? "");
            }
        }

        foreach ((string heading, Option[] options) in Groups(command))
        {
            Heading(heading);
            foreach (Option option in options)
            {
                Entry(Signature(option), option.Description ?? "");
            }
        }

        (string Words, string Command)[] examples = [.. HelpExamples.Of(path)];
        if (examples.Length > 0)
        {
            Heading("Examples");
            foreach ((string words, string typed) in examples)
            {
                output.Write($"  {words}:\n      {typed}\n");
            }
        }

        if (path.Length == 0)
        {
            output.Write("\nallocsim help COMMAND tells more; allocsim version, or -V, tells the version.\n");
        }
    }

    /// <summary>The options of a command in the groups that help has, empty ones left out.</summary>
    public static IEnumerable<(string Heading, Option[] Options)> Groups(Command command)
    {
        Option[] options = [.. command.Options.Where(option => !option.Hidden)];
        foreach (OptionGroup group in OptionGroup.All)
        {
            Option[] mine = [.. options.Where(option => group.Names.Contains(option.Name)).OrderBy(option => group.Names.ToList().IndexOf(option.Name))];
            if (mine.Length > 0)
            {
                yield return (group.Heading, mine);
            }
        }

        Option[] own = [.. options.Where(option => OptionGroup.HeadingOf(option.Name) == OptionGroup.Own)];
        if (own.Length > 0)
        {
            yield return (own.Length == options.Length ? "Options" : OptionGroup.Own, own);
        }
    }

    /// <summary>How a command is typed.</summary>
    public static string Usage(Command command, string name)
        => string.Join(' ', ((string[])[name, command.Subcommands.Count > 0 && command.Arguments.Count == 0 ? "COMMAND" : "", .. command.Arguments.Select(Placeholder), command.Options.Count > 0 ? "[OPTIONS]" : ""]).Where(part => part.Length > 0));

    /// <summary>An option with what it takes.</summary>
    public static string Signature(Option option)
    {
        string names = string.Join(", ", ((string[])[.. option.Aliases.Where(alias => alias.StartsWith('-')).OrderBy(alias => alias.Length), option.Name]).Distinct());
        return option.HelpName is { Length: > 0 } value ? $"{names} {value}" : names;
    }

    private static string Placeholder(Argument argument)
    {
        string name = argument.Arity.MaximumNumberOfValues > 1 ? argument.Name + "…" : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string FirstSentence(string text)
    {
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }

    private void Heading(string heading) => output.Write($"\n{heading}:\n");

    private void Entry(string name, string words)
    {
        string[] lines = [.. Lines(words, _width - WordsAt)];
        if (name.Length + Indent + 1 >= WordsAt)
        {
            output.Write($"  {name}\n");
        }
        else
        {
            output.Write($"  {name}".PadRight(WordsAt) + lines.FirstOrDefault("") + "\n");
            lines = [.. lines.Skip(1)];
        }

        foreach (string line in lines)
        {
            output.Write(new string(' ', WordsAt) + line + "\n");
        }
    }

    private static IEnumerable<string> Lines(string text, int most)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > most)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : line + " " + word;
            }
        }

        yield return line;
    }
}
