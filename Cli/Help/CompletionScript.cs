using System.CommandLine;
using System.Text;

namespace AllocSim.Cli.Help;

/// <summary>Writes what a shell needs to complete commands and options, made of the same descriptions as help.</summary>
internal static class CompletionScript
{
    /// <summary>The shells that there is a script for.</summary>
    public static IReadOnlyList<string> Shells { get; } = ["bash", "zsh", "fish"];

    /// <summary>The script of a shell.</summary>
    public static string Of(string shell, Command root) => shell switch
    {
        "bash" => Bash(root),
        "zsh" => "#compdef allocsim\nautoload -U +X bashcompinit && bashcompinit\n" + Bash(root),
        "fish" => Fish(root),
        _ => throw new ArgumentException($"no script for {shell}", nameof(shell)),
    };

    private static IEnumerable<(string Path, Command Command)> Commands(Command command, string path)
        => command.Subcommands.Where(each => !each.Hidden).SelectMany(each => Commands(each, path.Length == 0 ? each.Name : $"{path} {each.Name}").Prepend((path.Length == 0 ? each.Name : $"{path} {each.Name}", each)));

    private static string Words(Command command) => string.Join(' ', command.Subcommands.Where(each => !each.Hidden).Select(each => each.Name).Concat(command.Options.Where(each => !each.Hidden).Select(each => each.Name)));

    /// <summary>The longest command whose words have been typed decides; files complete what is no option.</summary>
    private static string Bash(Command root)
    {
        StringBuilder script = new();
        script.Append("_allocsim() {\n    local word=${COMP_WORDS[COMP_CWORD]} path='' words=''\n    local i\n    for ((i = 1; i < COMP_CWORD; i++)); do\n        case \"$path ${COMP_WORDS[i]}\" in\n");
        script.AppendJoin("", Commands(root, "").Select(each => $"            ' {each.Path}') path=' {each.Path}' ;;\n"));
        script.Append("        esac\n    done\n    case \"$path\" in\n");
        script.Append($"        '') words='{Words(root)}' ;;\n");
        script.AppendJoin("", Commands(root, "").Select(each => $"        ' {each.Path}') words='{Words(each.Command)}' ;;\n"));
        script.Append("    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n    if [ ${#COMPREPLY[@]} -eq 0 ]; then COMPREPLY=($(compgen -f -- \"$word\")); fi\n}\ncomplete -o filenames -F _allocsim allocsim\n");
        return script.ToString();
    }

    private static string Fish(Command root)
    {
        StringBuilder script = new();
        foreach (Command command in root.Subcommands.Where(each => !each.Hidden))
        {
            script.Append($"complete -c allocsim -n __fish_use_subcommand -f -a {command.Name} -d {Quoted(command.Description ?? "")}\n");
        }

        foreach ((string path, Command command) in Commands(root, ""))
        {
            string under = string.Join("; and ", path.Split(' ').Select(word => $"__fish_seen_subcommand_from {word}"));
            script.AppendJoin("", command.Subcommands.Select(below => $"complete -c allocsim -n '{under}' -f -a {below.Name} -d {Quoted(below.Description ?? "")}\n"));
            script.AppendJoin("", command.Options.Where(option => !option.Hidden).Select(option => $"complete -c allocsim -n '{under}' -l {option.Name.TrimStart('-')}{(option.HelpName is { Length: > 0 } ? " -r" : "")} -d {Quoted(option.Description ?? "")}\n"));
        }

        return script.ToString();
    }

    private static string Quoted(string text)
    {
        int end = text.IndexOf(". ", StringComparison.Ordinal);
        string line = (end < 0 ? text : text[..end]).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        return $"'{line}'";
    }
}
