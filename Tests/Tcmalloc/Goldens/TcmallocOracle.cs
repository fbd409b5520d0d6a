using System.Diagnostics;
using System.Globalization;
using AllocSim.Tests.Jemalloc.Differential;

namespace AllocSim.Tests.Tcmalloc.Goldens;

/// <summary>The program that replays a trace through the real library. It is no part of this repository: the environment variable ALLOCSIM_ORACLE_TRAP says where it is.</summary>
internal static class TcmallocOracle
{
    /// <summary>Replays a case's trace; gives the environment and what was written.</summary>
    public static (string Environment, RunFiles Files) Replay(TcmallocGoldenCase golden)
    {
        string folder = Directory.CreateTempSubdirectory("allocsim-golden").FullName;
        Directory.CreateDirectory(Path.Combine(folder, Oracle.ProfileFolder));
        string program = Environment.GetEnvironmentVariable("ALLOCSIM_ORACLE_TRAP") ?? throw new InvalidOperationException("ALLOCSIM_ORACLE_TRAP must name the program compiled from oracle-trap.c");
        string cpus = golden.Cpus.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(program, ["--ncpus", cpus, "--lib", "libtcmalloc_minimal.so.4", "--trace", golden.TracePath, "--out", folder]);
        foreach (string variable in golden.Conf.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = variable.Split('=', 2);
            start.Environment[parts[0]] = parts[1];
        }

        using Process process = Process.Start(start)!;
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero);
        string environment = File.ReadAllText(Path.Combine(folder, "environment.txt"));
        RunFiles files = RunFiles.Read(folder);
        Directory.Delete(folder, recursive: true);
        return (environment, files);
    }
}
