using System.Diagnostics;
using System.Globalization;
using AllocSim.Reports.Contention;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Native;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Harness;

/// <summary>Runs traces through a real library on the CPUs of this machine, each run a process of its own.</summary>
public sealed class RealMachine : IDisposable
{
    /// <summary>CPUs that this process may use.</summary>
    public static int CpuCount => Environment.ProcessorCount;

    /// <summary>In place of a library: calls that do nothing.</summary>
    public const string Stub = "stub";

    /// <summary>The environment variable that makes room for the thread-local block of a library that is not loaded with the program.</summary>
    public static KeyValuePair<string, string> BlockRoom { get; } = new("GLIBC_TUNABLES", "glibc.rtld.optional_static_tls=16384");

    private readonly int _cpuCount;
    private readonly bool _isAlone;
    private readonly string _program;
    private readonly OptionGrammar _grammar;
    private readonly string _folder;
    private int _fileCount;

    /// <summary>Builds the harness where that has not been done.</summary>
    /// <exception cref="IOException">gcc is missing, or fails.</exception>
    /// <param name="cpuCount">CPUs that a run may use, and that the library sees.</param>
    /// <param name="isAlone">Whether runs go before everything else on this machine, at real-time priority; needs the right to that.</param>
    /// <param name="grammar">How the library takes its options.</param>
    public RealMachine(int cpuCount, bool isAlone, OptionGrammar grammar)
    {
        _cpuCount = cpuCount;
        _isAlone = isAlone;
        _grammar = grammar;
        _program = Build("harness");
        _folder = Directory.CreateTempSubdirectory("allocsim-").FullName;
    }

    private string Sharing => _isAlone ? "alone" : "shared";

    /// <summary>A cost table as the threads of this machine's runs have it: at real-time priority no time slice ends.</summary>
    public CostTable Scheduled(CostTable costs) => _isAlone ? costs.With(CostKind.TimeSlice, CostTable.MaxNs(CostKind.TimeSlice)) : costs;

    /// <summary>Writes a trace in the harness's form.</summary>
    /// <returns>The path, good until this machine is disposed.</returns>
    public string Prepare(InMemoryTrace trace)
    {
        string path = Path.Combine(_folder, (_fileCount++).ToString(CultureInfo.InvariantCulture));
        using FileStream output = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        HarnessFile.Write(trace, output);
        return path;
    }

    /// <summary>Runs prepared operations once.</summary>
    /// <param name="operations">What <see cref="Prepare"/> returned.</param>
    /// <param name="library">A library's path or name, or <see cref="Stub"/>.</param>
    /// <param name="conf">Its options.</param>
    /// <param name="touch">Which pages of new objects are written.</param>
    /// <param name="thinks">Whether recorded gaps are kept.</param>
    /// <exception cref="IOException">The library cannot be loaded, or the run failed.</exception>
    public HarnessRun Run(string operations, string library, string conf, TouchMode touch, bool thinks = false)
    {
        string cpus = _cpuCount.ToString(CultureInfo.InvariantCulture);
        return Parse(Output(_program, library, conf, operations, library, touch.ToString().ToLowerInvariant(), thinks ? "think" : "flat", Sharing, cpus));
    }

    /// <summary>Times once what micro-traces cannot show: waking and switching threads, a look of a spinning thread, mprotect, and controls; nanoseconds.</summary>
    /// <param name="library">The library that has the controls; <see cref="Stub"/> for none.</param>
    /// <exception cref="IOException">gcc is missing or fails, the library cannot be loaded, or there are less than two CPUs.</exception>
    public IReadOnlyDictionary<CostKind, double> TimePrimitives(string library)
    {
        string program = Build("primitives");
        return Output(program, library, "", library, Sharing).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToDictionary(fields => CostTable.MachineKinds[CostTable.MachineNames.IndexOf(fields[0] + "_ns")], fields => long.Parse(fields[1], CultureInfo.InvariantCulture) / (double)CostTable.PicosecondsPerNs);
    }

    private static string Build(string name) => NativeBuild.Build(UserFolder.Cache, name, [.. Source("calls"), .. Source("common"), .. Source(name)], "");

    private static byte[] Source(string name) => NativeBuild.Read(typeof(RealMachine).Assembly, $"AllocSim.Cli.Harness.allocsim_{name}.c");

    // What a program of ours prints.
    private string Output(string program, string library, string conf, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[BlockRoom.Key] = BlockRoom.Value;
        foreach ((string name, string value) in _grammar.Environment(conf))
        {
            start.Environment[name] = name == BlockRoom.Key ? $"{BlockRoom.Value}:{value}" : value;
        }

        using Process process = Process.Start(start)!;
        Task<string> said = process.StandardError.ReadToEndAsync();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new IOException($"the run through {library} failed: {Reason(said.Result, process.ExitCode)}");
        }

        return text;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Reads what the harness printed.</summary>
    public static HarnessRun Parse(string text)
    {
        long elapsedNs = -1;
        List<ulong> blocks = [];
        List<MutexRow> mutexes = [];
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] fields = line.Split(' ');
            switch (fields[0])
            {
                case "elapsed_ns":
                    elapsedNs = long.Parse(fields[1], CultureInfo.InvariantCulture);
                    break;
                case "block":
                    blocks.Add(ulong.Parse(fields[2], CultureInfo.InvariantCulture));
                    break;
                case "mutex" when fields[2] != "0":
                    mutexes.Add(Mutex(fields));
                    break;
            }
        }

        return elapsedNs >= 0 ? new HarnessRun(elapsedNs, mutexes, blocks) : throw new IOException("the harness did not say how long the run took");
    }

    private static MutexRow Mutex(string[] fields)
    {
        ulong[] counters = [.. fields[2..].Select(field => ulong.Parse(field, CultureInfo.InvariantCulture))];
        return new MutexRow
        {
            Mutex = fields[1],
            NumOps = counters[0],
            NumWait = counters[1],
            NumSpinAcq = counters[2],
            NumOwnerSwitch = counters[3],
            TotalWaitTime = counters[4],
            MaxWaitTime = counters[5],
            MaxNumThds = (uint)counters[6],
        };
    }

    private static string Reason(string said, int exitCode)
    {
        string line = said.Trim().ReplaceLineEndings(" ");
        return line.Length > 0 ? line : FormattableString.Invariant($"exit code {exitCode}");
    }
}
