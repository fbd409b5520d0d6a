using System.CommandLine;
using System.Text;

namespace AllocSim.Cli.Help;

/// <summary>The manual page, in the form that <c>man</c> reads, made of the same descriptions as help.</summary>
internal static class ManPage
{
    /// <summary>Writes the page of the whole program.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="root">The program.</param>
    /// <param name="version">Its version.</param>
    public static void Write(TextWriter output, Command root, string version)
    {
        StringBuilder page = new();
        page.Append($".TH ALLOCSIM 1 \"\" \"AllocSim {Text(version)}\" \"User commands\"\n.SH NAME\nallocsim \\- replays recorded programs through simulated memory allocators\n");
        page.Append(".SH SYNOPSIS\n.B allocsim\n.I COMMAND\n.RI [ OPTIONS ]\n.SH DESCRIPTION\n");
        page.Append(Text(root.Description ?? "")).Append("\n.SH COMMANDS\n");
        foreach (Command command in root.Subcommands.Where(each => !each.Hidden))
        {
            Command(page, command, command.Name);
        }

        page.Append(".SH EXIT STATUS\n.TP\n.B 0\ndone\n.TP\n.B 1\nbad input or usage\n.TP\n.B 2\na comparison, a requirement or an invariant failed\n");
        output.Write(page.ToString());
    }

    private static void Command(StringBuilder page, Command command, string path)
    {
        page.Append($".SS {Text(HelpWriter.Usage(command, "allocsim " + path))}\n{Text(command.Description ?? "")}\n");
        foreach (Argument argument in command.Arguments)
        {
            page.Append($".TP\n.I {Text(argument.Name)}\n{Text(argument.Description ?? "")}\n");
        }

        foreach ((string heading, Option[] options) in HelpWriter.Groups(command))
        {
            page.Append($".PP\n{Text(heading)}:\n");
            foreach (Option option in options)
            {
                page.Append($".TP\n.B {Text(HelpWriter.Signature(option))}\n{Text(option.Description ?? "")}\n");
            }
        }

        foreach ((string words, string typed) in HelpExamples.Of(path))
        {
            page.Append($".PP\n{Text(words)}:\n.br\n.B {Text(typed)}\n");
        }

        foreach (Command below in command.Subcommands)
        {
            Command(page, below, $"{path} {below.Name}");
        }
    }

    /// <summary>A text in which nothing is taken for a request: no line begins with a point or a quote, and hyphens stay what is typed.</summary>
    private static string Text(string text)
    {
        string line = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
        return line.StartsWith('.') || line.StartsWith('\'') ? "\\&" + line : line;
    }
}
