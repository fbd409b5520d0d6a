using System.Text.RegularExpressions;

namespace AllocSim.Cli.Runs;

/// <summary>What a system that refuses a file says, in our words and with the name that a person gave: the framework names errors by its own, and files by the names that they have until they are whole.</summary>
internal static partial class RefusedFile
{
    // Numbers of Linux: the framework keeps them as they are.
    private const int DiskFull = 28;
    private const int ReadOnly = 30;
    private const int QuotaReached = 122;

    /// <summary>The words; those of the exception where they are our own.</summary>
    public static string Words(Exception refusal)
    {
        string text = refusal.Message.ReplaceLineEndings(" ");
        if (TooLarge().Match(text) is { Success: true } large)
        {
            return $"{Unfinished().Replace(large.Groups["path"].Value, "")}: the disk is full, or has no room for so large a file";
        }

        string named = NamedPath().Match(text) is { Success: true } match ? match.Groups["path"].Value : "";
        string path = Unfinished().Replace(named, "");
        string? why = refusal switch
        {
            { HResult: DiskFull } => "the disk is full",
            { HResult: QuotaReached } => "no more may be stored there (quota)",
            { HResult: ReadOnly } => "the file system can only be read; name another place",
            _ when named.Length == 0 => null,
            PathTooLongException => "the name is too long",
            _ when refusal is UnauthorizedAccessException || text.StartsWith("Access to the path", StringComparison.Ordinal) => "the system does not permit it; name another place, or change who may write there",
            FileNotFoundException or DirectoryNotFoundException => path == named ? "there is no such file, and none can be made there; name another" : "the system lets nobody make a file there; name another place",
            _ => null,
        };
        return why is null ? named.Length == 0 ? text : text.Replace(named, path, StringComparison.Ordinal) : path.Length == 0 ? why : $"{path}: {why}";
    }

    // As the framework writes names: in quotation marks, at the end or before a few words of its own.
    [GeneratedRegex("^(Could not find|Access to the path|No space left|Read-only file system|Disk quota|The (process|file|path|directory)|[A-Z][a-z -]+ : ).*?'(?<path>.+)'", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex NamedPath();

    // What the framework says where it knows the size beforehand.
    [GeneratedRegex("^Failed to create '(?<path>.+)' with allocation size", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex TooLarge();

    [GeneratedRegex(@"/?\.part(ial)?(?=/|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Unfinished();
}
