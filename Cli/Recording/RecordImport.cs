
namespace AllocSim.Cli.Recording;

/// <summary><c>record --import</c>: makes traces of what the exported recorder left on other machines. The folders stay as they are.</summary>
internal static class RecordImport
{
    /// <summary>Makes them.</summary>
    /// <param name="terminal">Who is told.</param>
    /// <param name="request">What is wanted; a trace that was named needs a single folder, otherwise each is called as its folder.</param>
    /// <param name="paths">The folders.</param>
    /// <param name="program">What stands behind the options; must be nothing.</param>
    /// <returns>The exit code of the command.</returns>
    public static int Run(Terminal terminal, RecordRequest request, IReadOnlyList<string> paths, string[] program)
    {
        string[] errors =
        [
            .. program.Length > 0 ? ["--import runs no program; leave it out"] : Array.Empty<string>(),
            .. request.IsOutputGiven && paths.Count > 1 ? ["--out names one trace, but there are several directories; without it, each trace gets the name of its directory"] : Array.Empty<string>(),
            .. paths.Where(path => !Directory.Exists(path)).Select(path => $"--import {path}: there is no such directory"),
            .. paths.Where(path => Directory.Exists(path) && new RecordFolder(path).Images().Count == 0).Select(path => $"--import {path}: holds no recording; what record.sh left is needed, or the folder is from a program that is linked statically"),
        ];
        if (errors.Length > 0)
        {
            throw new UsageException(errors);
        }

        // What Python's environment was there is not known.
        RecordRequest[] wanted = [.. paths.Select(path => request with { HasPythonMalloc = true, Output = request.IsOutputGiven ? request.Output : Bare(path) + ".atrace" })];
        string[] refusals = [.. wanted.Select(RecordSession.Refusal).OfType<string>()];
        if (refusals.Length > 0)
        {
            throw new UsageException(refusals);
        }

        int code = ExitCode.Done;
        foreach ((string path, RecordRequest each) in paths.Zip(wanted))
        {
            RecordFolder folder = new(path);
            code = Math.Max(code, new RecordConversion(terminal, each, folder).Run(folder.Noted().Process));
        }

        return code;
    }

    private static string Bare(string path)
    {
        string name = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return name.EndsWith(".parts", StringComparison.Ordinal) ? name[..^".parts".Length] : name;
    }
}
