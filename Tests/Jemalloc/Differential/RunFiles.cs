using AllocSim.Cli.Differential.Comparing;

namespace AllocSim.Tests.Jemalloc.Differential;

/// <summary>What a run wrote, file by file: addresses.txt, syscalls.txt, stats.json and the statistics, heap profiles and logs of samples on the way.</summary>
internal sealed class RunFiles
{
    // With prof_sys_thread_name the library shows what the program is called, which starts itself anew by its link in /proc.
    private const string OracleName = "\"thr_name\":\"exe\"";
    private const string ReplayName = "\"thr_name\":\"replay\"";

    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);

    /// <summary>Names of the files.</summary>
    public IEnumerable<string> Names => _files.Keys;

    /// <summary>Text of a file.</summary>
    public string this[string name]
    {
        get => _files[name];
        set => _files[name] = value;
    }

    /// <summary>Reads what the oracle left in a folder.</summary>
    public static RunFiles Read(string folder)
    {
        var files = new RunFiles();
        foreach (string path in Directory.GetFiles(folder).Where(p => !p.EndsWith("environment.txt", StringComparison.Ordinal)))
        {
            files[Path.GetFileName(path)] = File.ReadAllText(path);
        }

        foreach (string path in Directory.GetFiles(Path.Combine(folder, Oracle.ProfileFolder)))
        {
            files[ProfileText.WithoutProcess(Path.GetFileName(path))] = ProfileText.Comparable(path, File.ReadAllText(path)).Replace(OracleName, ReplayName, StringComparison.Ordinal);
        }

        return files;
    }

    /// <summary>Where the other run first differs, file by file; empty when both are the same to the byte.</summary>
    public string DifferencesFrom(RunFiles real)
    {
        var lines = real.Names.Union(Names).Select(name => Difference(name, _files.GetValueOrDefault(name), real._files.GetValueOrDefault(name)));
        return string.Join('\n', lines.Where(line => line.Length > 0));
    }

    private static string Difference(string name, string? mine, string? real)
    {
        if (mine is null || real is null)
        {
            return $"{name}: only the {(mine is null ? "library" : "simulator")} has it";
        }

        if (mine == real)
        {
            return "";
        }

        int at = mine.AsSpan().CommonPrefixLength(real);
        int line = mine.AsSpan(0, at).Count('\n') + 1;
        return $"{name}:{line}: library {Around(real, at)}, simulator {Around(mine, at)}";
    }

    private static string Around(string text, int at)
    {
        int start = Math.Max(text.LastIndexOf('\n', Math.Max(at - 1, 0)) + 1, at - 60);
        int end = text.IndexOf('\n', at);
        end = Math.Min(end < 0 ? text.Length : end, at + 60);
        return '"' + text[start..end] + '"';
    }
}
