namespace AllocSim.Tests.Cli;

/// <summary>The commands that help lists.</summary>
internal static class HelpTexts
{
    /// <summary>Every command, one below another with both names.</summary>
    public static IReadOnlyList<string> Commands => [.. Below("").SelectMany(command => Below(command).Select(below => $"{command} {below}").Prepend(command))];

    private static string[] Below(string command)
    {
        string[] lines = CommandRun.Of(command.Length == 0 ? ["help"] : ["help", .. command.Split(' ')]).Output.Split('\n');
        int start = Array.IndexOf(lines, "Commands:");
        return start < 0 ? [] : [.. lines.Skip(start + 1).TakeWhile(line => line.Length > 0).Where(line => line.Length > 2 && line[2] != ' ').Select(line => line.Trim().Split(' ')[0])];
    }
}
