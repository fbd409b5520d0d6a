using AllocSim.Simulator.Machine;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Examples;

/// <summary>A command that an example tells its reader to type at the root of the repository.</summary>
/// <param name="Words">Its words, without the program's name.</param>
internal sealed record ExampleCommand(IReadOnlyList<string> Words)
{
    private const string Program = "./allocsim ";
    private const string OutputFolder = "out/";

    // What the oracle cannot be asked: simulated time, and machines that it is not.
    private static readonly string[] BeyondTheLibrary = ["--timing", "--thp", "--page-size", "--limit-mapped", "--limit-resident", "--fail-mmap"];

    private static readonly string[] MachineAxes = ["page_size", "touch", "cpus", "policy"];

    /// <summary>The verb.</summary>
    public string Verb => Words[0];

    /// <summary>Path of the trace or description, from the root.</summary>
    public string Trace => Words[1];

    /// <summary>Whether the real library can run the same.</summary>
    public bool IsForTheLibrary => Verb != "scale" && !Words.Any(BeyondTheLibrary.Contains);

    /// <summary>The option sets that the command runs. What a sweep varies of the machine is left out: its default stands for it.</summary>
    public IEnumerable<string> OptionSets
    {
        get
        {
            string[] sets = [.. ValuesOf("--conf")];
            sets = sets.Length == 0 ? [""] : sets;
            foreach (string[] axis in ValuesOf("--vary").Select(vary => vary.Split('=')).Where(axis => !MachineAxes.Contains(axis[0])))
            {
                sets = [.. sets.SelectMany(set => axis[1].Split(',').Select(value => $"{set}{(set.Length == 0 ? "" : ",")}{axis[0]}:{value}"))];
            }

            return sets;
        }
    }

    /// <summary>CPUs that the machine shows.</summary>
    public int Cpus => ValuesOf("--cpus").Select(int.Parse).FirstOrDefault(new MachineOptions().CpuCount);

    /// <summary>Reads the lines of a text that call the program.</summary>
    public static IEnumerable<ExampleCommand> In(string text) => text.Replace("\\\n", " ", StringComparison.Ordinal)
        .Split('\n')
        .Where(line => line.StartsWith(Program, StringComparison.Ordinal))
        .Select(line => new ExampleCommand(Split(line[Program.Length..])));

    /// <summary>Its words for a run in this process: paths from the root, outputs below another folder.</summary>
    public string[] WordsFor(string outputs) =>
    [
        .. Words.Select(word => word.StartsWith(OutputFolder, StringComparison.Ordinal)
            ? Path.Combine(outputs, word[OutputFolder.Length..])
            : File.Exists(Path.Combine(Repository.Root, word)) ? Path.Combine(Repository.Root, word) : word),
    ];

    private static string[] Split(string line) => [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('\'', '"'))];

    private IEnumerable<string> ValuesOf(string option) => Words.Zip(Words.Skip(1)).Where(pair => pair.First == option).Select(pair => pair.Second);
}
