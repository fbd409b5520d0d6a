namespace AllocSim.Workloads.Sources;

/// <summary>Standard input as a trace, by the name "-". It is kept in a temporary file, as a trace may be read more than once.</summary>
public static class StandardInput
{
    /// <summary>What it is called where a file is named.</summary>
    public const string Name = "-";

    private static readonly Lazy<string> Spool = new(Copy);

    /// <summary>The file that holds it; read to its end at the first call, removed when the process ends.</summary>
    public static string Spooled() => Spool.Value;

    private static string Copy()
    {
        string path = Path.GetTempFileName();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        using Stream input = Console.OpenStandardInput();
        using FileStream file = File.Create(path);
        input.CopyTo(file);
        return path;
    }
}
