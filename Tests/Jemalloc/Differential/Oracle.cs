using System.Diagnostics;
using System.Globalization;

namespace AllocSim.Tests.Jemalloc.Differential;

/// <summary>The program that replays a trace through the real library and writes down every decision. It is no part of this repository: the environment variable ALLOCSIM_ORACLE says where it is.</summary>
internal sealed class Oracle
{
    /// <summary>The folder, in that of a run, where heap profiles go.</summary>
    public const string ProfileFolder = "profiles";

    private const int LongestRunMs = 120_000;

    private readonly string _program;
    private readonly string _library;

    private Oracle(string program, string library)
    {
        _program = program;
        _library = library;
    }

    /// <summary>Finds the program and the library.</summary>
    /// <param name="missing">What is missing and how to get it; empty when nothing is.</param>
    public static Oracle? Find(out string missing)
    {
        string? program = Environment.GetEnvironmentVariable("ALLOCSIM_ORACLE");
        if (string.IsNullOrEmpty(program) || !File.Exists(program))
        {
            missing = "the oracle is not here; ALLOCSIM_ORACLE must name the program compiled from oracle.c";
            return null;
        }

        string? library = Directory.Exists("/usr/lib")
            ? Directory.EnumerateDirectories("/usr/lib").Select(d => Path.Combine(d, "libjemalloc.so.2")).FirstOrDefault(File.Exists)
            : null;
        missing = library is null ? "libjemalloc.so.2 is not installed; on Debian it is in the package libjemalloc2" : "";
        return library is null ? null : new Oracle(program, library);
    }

    /// <summary>Replays a trace; null, with the reason, when the program or the library fails on it.</summary>
    /// <param name="trace">Path of the trace.</param>
    /// <param name="conf">MALLOC_CONF.</param>
    /// <param name="cpus">CPUs that the library sees.</param>
    /// <param name="folder">Where it writes; made anew.</param>
    /// <param name="problem">Why it failed, else empty.</param>
    public RunFiles? Replay(string trace, string conf, int cpus, string folder, out string problem)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        string profiles = Directory.CreateDirectory(Path.Combine(folder, ProfileFolder)).FullName;

        var start = new ProcessStartInfo(_program, ["--ncpus", cpus.ToString(CultureInfo.InvariantCulture), "--lib", _library, "--trace", Path.GetFullPath(trace), "--out", Path.GetFullPath(folder)])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = profiles,
        };
        start.Environment["MALLOC_CONF"] = conf;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(LongestRunMs))
        {
            process.Kill();
            process.WaitForExit();
            problem = "took too long";
            return null;
        }

        _ = output.Result;
        problem = process.ExitCode == 0 ? "" : $"exit code {process.ExitCode}: {errors.Result.Trim()}";
        return process.ExitCode == 0 ? RunFiles.Read(folder) : null;
    }
}
