using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using AllocSim.Workloads.Recorder;
using AllocSim.Workloads.Transforms;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

/// <summary>Real programs under the recorder: it writes down as many calls as a library of its own behind it counts, and what it writes needs no repair.</summary>
[TestFixture]
[Category("Once")]
internal sealed partial class RecordedProgramTests
{
    // It forwards to whatever allocator the program has, and counts atomically: some of the programs have threads.
    private const string CountingLibrary = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdatomic.h>
        #include <stdio.h>
        #include <stdlib.h>
        static atomic_long calls;
        #define NEXT(result, name, ...) static result (*next)(__VA_ARGS__); if (!next) next = dlsym(RTLD_NEXT, #name); calls++
        void *malloc(size_t n) { NEXT(void *, malloc, size_t); return next(n); }
        void *calloc(size_t c, size_t n) { NEXT(void *, calloc, size_t, size_t); return next(c, n); }
        void *realloc(void *p, size_t n) { NEXT(void *, realloc, void *, size_t); return next(p, n); }
        int posix_memalign(void **p, size_t a, size_t n) { NEXT(int, posix_memalign, void **, size_t, size_t); return next(p, a, n); }
        void *aligned_alloc(size_t a, size_t n) { NEXT(void *, aligned_alloc, size_t, size_t); return next(a, n); }
        void free(void *p) { if (!p) return; NEXT(void, free, void *); next(p); }
        __attribute__((destructor)) static void tell(void) { char text[64]; int n = snprintf(text, sizeof text, "calls=%ld\n", calls); fwrite(text, 1, (size_t)n, stderr); }
        """;

    private string _folder = "";
    private string _preload = "";

    [OneTimeSetUp]
    public void BuildLibraries()
    {
        Assume.That(File.Exists("/usr/bin/gcc"), "gcc builds the recorder");
        _folder = Directory.CreateTempSubdirectory("recorded").FullName;
        string code = Path.Combine(_folder, "counter.c"), counter = Path.Combine(_folder, "counter.so");
        File.WriteAllText(code, CountingLibrary);
        Start("/usr/bin/gcc", ["-o", counter, code, "-shared", "-fPIC", "-fno-builtin", "-ldl"], []).WaitForExit();
        _preload = $"{RecorderLibrary.Build(Path.Combine(_folder, "cache"), withXCalls: false)}:{counter}";
    }

    [OneTimeTearDown]
    public void RemoveFolder()
    {
        if (_folder.Length > 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public void Perl_IsRecordedWhole() => CheckRun("perl", "-e", "my %h; $h{$_} = [1..5] for 1..5000; print scalar(keys %h)");

    [Test]
    public void Sqlite_IsRecordedWhole() => CheckRun(
        "sqlite3", ":memory:", "create table t(a, b); with recursive c(n) as (select 1 union all select n + 1 from c where n < 3000) insert into t select n, hex(randomblob(n % 90)) from c; select count(*), max(b) from t order by 2;");

    [Test]
    public void TheCompilerAndTheProgramsThatItStarts_AreRecordedWhole()
    {
        string code = Path.Combine(_folder, "templates.cpp");
        File.WriteAllText(code, """
            #include <map>
            #include <string>
            #include <vector>
            template <int N> struct Tree { std::map<int, std::vector<std::string>> here; Tree<N - 1> rest; };
            template <> struct Tree<0> { };
            int main() { Tree<40> tree; return (int)tree.here.size(); }
            """);
        CheckRun("g++", "-c", code, "-o", Path.Combine(_folder, "templates.o"));
    }

    [Test]
    [Category("Slow")]
    public void ARedisServerWithFourThreads_IsRecordedWhole()
    {
        Assume.That(File.Exists("/usr/bin/redis-server") && File.Exists("/usr/bin/redis-benchmark"), "redis-server and redis-tools are installed");
        string port = FreePort().ToString(CultureInfo.InvariantCulture);
        using Process server = Start("/usr/bin/redis-server", ["--port", port, "--io-threads", "4", "--io-threads-do-reads", "yes", "--save", "", "--dir", _folder], Recording("redis"));
        Task<string> output = server.StandardOutput.ReadToEndAsync(), error = server.StandardError.ReadToEndAsync();
        Wait("/usr/bin/redis-cli", "-p", port, "--no-auth-warning", "ping");
        Wait("/usr/bin/redis-benchmark", "-p", port, "-t", "set,lpush,hset", "-n", "5000", "-c", "20", "-P", "4", "-r", "1000", "-q");
        Wait("/usr/bin/redis-cli", "-p", port, "shutdown", "nosave");
        server.WaitForExit();
        Check("redis", error.Result, threads: 4);
        _ = output.Result;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // A client may come before its server is ready.
    private static void Wait(string program, params string[] arguments)
    {
        for (int tries = 0; tries < 100; tries++)
        {
            using Process client = Start(program, arguments, []);
            _ = client.StandardOutput.ReadToEnd();
            client.WaitForExit();
            if (client.ExitCode == 0)
            {
                return;
            }

            Thread.Sleep(100);
        }

        Assert.Fail($"{program} {string.Join(' ', arguments)} got no answer");
    }

    private static Process Start(string program, string[] arguments, Dictionary<string, string> environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    [GeneratedRegex(@"calls=(\d+)")]
    private static partial Regex Told();

    private Dictionary<string, string> Recording(string name) => new() { ["LD_PRELOAD"] = _preload, ["ALLOCSIM_RECORD"] = Path.Combine(_folder, name) };

    private void CheckRun(string program, params string[] arguments)
    {
        Assume.That(File.Exists("/usr/bin/" + program), $"{program} is installed");
        using Process process = Start("/usr/bin/" + program, arguments, Recording(program));
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, output.Result + error);
        Check(program, error, threads: 1);
    }

    private void Check(string name, string error, int threads)
    {
        long told = Told().Matches(error).Sum(match => long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        long recorded = 0;
        int threadsMost = 0;
        foreach (string file in Directory.GetFiles(_folder, name + ".*.*").Order(StringComparer.Ordinal))
        {
            using RecordingReader recording = new(file);
            recorded += CheckedTrace.Check(recording) + recording.FailedCalls;
            Assert.That(recording.Repairs.Total, Is.Zero, recording.Repairs.ToString());
            using RecordingReader again = new(file);
            var operations = TextTraceReaderTests.ReadAll(again);
            recorded -= operations.Count(operation => operation.Kind == AllocSim.Simulator.Operations.OperationKind.Exit);
            threadsMost = Math.Max(threadsMost, operations.Select(operation => operation.Thread).Distinct().Count());
        }

        Assert.Multiple(() =>
        {
            Assert.That(told, Is.Positive, error);
            Assert.That(recorded, Is.EqualTo(told));
            Assert.That(threadsMost, Is.GreaterThanOrEqualTo(threads));
        });
    }
}
