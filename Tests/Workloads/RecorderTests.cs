using System.Diagnostics;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Recorder;
using AllocSim.Workloads.Transforms;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

/// <summary>Small C programs under the recorder, against a second library that only counts.</summary>
[TestFixture]
internal sealed class RecorderTests
{
    private string _folder = "";
    private string _library = "";

    [OneTimeSetUp]
    public void BuildLibrary()
    {
        _folder = Directory.CreateTempSubdirectory("recorder").FullName;
        Assume.That(File.Exists("/usr/bin/gcc"), "gcc builds the recorder");
        _library = RecorderLibrary.Build(Path.Combine(_folder, "cache"), withXCalls: false);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void EveryCall_IsRecorded()
    {
        List<string> files = Record("calls", """
            #include <stdlib.h>
            #include <malloc.h>
            int main(void) {
                void *a = malloc(24), *b = calloc(3, 100), *c = realloc(NULL, 40), *d = 0;
                c = realloc(c, 70000);
                posix_memalign(&d, 256, 700);
                void *e = aligned_alloc(64, 128), *f = memalign(32, 50), *g = reallocarray(NULL, 5, 7), *h = malloc(100000);
                volatile size_t huge = (size_t)-4096;
                void *i = malloc(huge);
                free(a); free(b); free(c); free(d); free(e); free(f); free(g); free(h); free(i);
                return 0;
            }
            """);
        using var recording = new RecordingReader(files.Single());
        Assert.That(Calls(recording), Is.EqualTo(
            "Malloc 24, Calloc 100x3, Realloc 40, Realloc 70000, Memalign 700x256, AlignedAlloc 128x64, Memalign 50x32, Realloc 35, Malloc 100000, "
            + "Free, Free, Free, Free, Free, Free, Free, Free"));
        Assert.That(recording.FailedCalls, Is.EqualTo(1));
        Assert.That(recording.Repairs.Total, Is.Zero);
        Assert.That(recording.Header.Program, Does.EndWith("calls"));
    }

    [Test]
    public void ThreadsThatFreeEachOthersObjects_StayInOrder()
    {
        string source = """
            #include <pthread.h>
            #include <stdlib.h>
            static void *_Atomic box[64];
            static void *run(void *seed) {
                unsigned s = (unsigned)(size_t)seed;
                for (int i = 0; i < 100000; i++) {
                    s = s * 1103515245 + 12345;
                    void *p = malloc((s >> 16) % 500 + 1);
                    if (s >> 28 == 0) p = realloc(p, 2000);
                    free(__atomic_exchange_n((void **)&box[(s >> 8) % 64], p, __ATOMIC_SEQ_CST));
                }
                return 0;
            }
            int main(void) {
                pthread_t t[3];
                for (long i = 0; i < 3; i++) pthread_create(&t[i], 0, run, (void *)(i + 1));
                for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
                return 0;
            }
            """;
        using var recording = new RecordingReader(Record("threads", source).Single());
        using var again = new RecordingReader(recording.Name);
        long count = CheckedTrace.Check(recording);
        Operation[] all = TextTraceReaderTests.ReadAll(again);
        Assert.Multiple(() =>
        {
            Assert.That(recording.Repairs.ToString(), Is.EqualTo("no repairs"));
            Assert.That(all.Count(o => o.Kind == OperationKind.Malloc), Is.InRange(300_000, 300_020));
            Assert.That(count, Is.EqualTo(all.Length));
            Assert.That(all.Count(o => o.Kind == OperationKind.Exit), Is.EqualTo(3));
        });
    }

    [TestCase("abort();")]
    [TestCase("raise(SIGKILL);")]
    [TestCase("_exit(3);")]
    public void NothingIsLost_HoweverTheProcessEnds(string end)
    {
        string name = "end" + end.Length;
        List<string> files = Record(name, $$"""
            #include <signal.h>
            #include <stdlib.h>
            #include <unistd.h>
            int main(void) { for (int i = 1; i <= 20000; i++) malloc(i); {{end}} return 0; }
            """);
        using var recording = new RecordingReader(files.Single());
        Assert.That(TextTraceReaderTests.ReadAll(recording).Count(o => o.Kind == OperationKind.Malloc), Is.EqualTo(20_000));
    }

    [Test]
    public void AForkedChild_AndAProgramRunByExec_GetFilesOfTheirOwn()
    {
        List<string> files = Record("forks", """
            #include <stdlib.h>
            #include <sys/wait.h>
            #include <unistd.h>
            int main(int n, char **v) {
                if (n > 1) { malloc(333); return 0; }
                void *before = malloc(111);
                if (!fork()) { free(before); malloc(222); execl(v[0], v[0], "again", (char *)0); }
                wait(NULL);
                malloc(444);
                return 0;
            }
            """);
        string[] sizes = [.. files.Select(f =>
        {
            using var recording = new RecordingReader(f);
            return string.Join(" ", TextTraceReaderTests.ReadAll(recording).Select(o => o.Size)) + $" ({recording.Repairs})";
        }).Order()];
        Assert.That(sizes, Is.EqualTo(new[] { "111 444 (no repairs)", "222 (1 repair: 1 UnknownObject)", "333 (no repairs)" }));
    }

    private static string Calls(ITraceSource source) => string.Join(", ", TextTraceReaderTests.ReadAll(source).Select(o =>
        o.Kind + (o.Kind == OperationKind.Free ? "" : $" {o.Size}") + (o.Extra > 0 ? $"x{o.Extra}" : "")));

    private List<string> Record(string name, string source)
    {
        string program = Compile(name, source, "-O0", "-fno-builtin", "-w", "-pthread");
        Run(program, [], new() { ["LD_PRELOAD"] = _library, ["ALLOCSIM_RECORD"] = Path.Combine(_folder, name + "-raw") });
        return [.. Directory.GetFiles(_folder, name + "-raw.*").Order(StringComparer.Ordinal)];
    }

    private string Compile(string name, string source, params string[] options)
    {
        string code = Path.Combine(_folder, name + ".c"), output = Path.Combine(_folder, name);
        File.WriteAllText(code, source);
        Run("/usr/bin/gcc", ["-o", output, code, .. options], []);
        Assert.That(File.Exists(output), Is.True, "compiled");
        return output;
    }

    private static string Run(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return output.Result + error;
    }
}
