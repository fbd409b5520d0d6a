using System.Diagnostics;
using AllocSim.Cli.Recording;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Recorder;
using AllocSim.Workloads.Transforms;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

/// <summary>Small C programs under the recorder, against a second library that only counts.</summary>
[TestFixture]
[Category("Once")]
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
            Assert.That(RecordedCalls.Estimate(recording.Name), Is.EqualTo(count).Within(30).Percent, "what --progress tells");
        });
    }

    [Test]
    public void Progress_SaysWhatHasBeen()
    {
        Assert.That(RecordProgress.Words("app", 30e9, 1_200_000), Is.EqualTo("recording app: 30.00 s, about 1,200,000 calls, 40,000 a second"));
        Assert.That(RecordedCalls.Estimate(Path.Combine(_folder, "no-such-file")), Is.Zero);
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
        Assert.That(sizes, Is.EqualTo(new[] { "111 0 222 (no repairs)", "111 444 (no repairs)", "333 (no repairs)" }));
    }

    [Test]
    public void ThreadsThatEnd_AndDestructorsThatFreeLate_AreWhole()
    {
        using var recording = new RecordingReader(Record("late", """
            #include <pthread.h>
            #include <stdlib.h>
            static pthread_key_t key;
            static _Atomic int freed;
            static void late(void *p) {
                static __thread int round;
                if (++round < 4) { pthread_setspecific(key, realloc(p, 100 + round)); return; }
                free(p);
                freed++;
            }
            static void *run(void *x) { for (int i = 0; i < 200; i++) free(malloc(50)); pthread_setspecific(key, malloc(40)); return 0; }
            static void *churn(void *stop) { while (!*(volatile int *)stop) free(malloc(7)); return 0; }
            int main(void) {
                pthread_t t[300], c;
                volatile int stop = 0;
                pthread_key_create(&key, late);
                pthread_create(&c, 0, churn, (void *)&stop);
                for (int i = 0; i < 300; i++) { pthread_create(&t[i], 0, run, 0); if (i % 3 == 2) for (int j = i - 2; j <= i; j++) pthread_join(t[j], 0); }
                stop = 1;
                pthread_join(c, 0);
                return freed == 300 ? 0 : 1;
            }
            """).Single());
        using var again = new RecordingReader(recording.Name);
        CheckedTrace.Check(recording);
        Operation[] all = TextTraceReaderTests.ReadAll(again);
        Assert.Multiple(() =>
        {
            Assert.That(recording.Repairs.ToString(), Is.EqualTo("no repairs"));
            Assert.That(all.Count(o => o is { Kind: OperationKind.Malloc, Size: 50 }), Is.EqualTo(60_000));
            Assert.That(all.Count(o => o is { Kind: OperationKind.Malloc, Size: 40 }), Is.EqualTo(300));
            Assert.That(all.Count(o => o.Kind == OperationKind.Realloc), Is.EqualTo(900));
            Assert.That(all.Count(o => o.Kind == OperationKind.Exit), Is.EqualTo(301));
        });
    }

    [Test]
    public void ThreadsThatAreCancelled_AreNotCancelledInsideMalloc()
    {
        // A thread that only allocates has no place at which it could be cancelled. The recorder opens and writes files on its way.
        using var recording = new RecordingReader(Record("cancelled", """
            #include <pthread.h>
            #include <stdlib.h>
            static void *run(void *x) { for (int i = 0; i < 50000; i++) free(malloc(60)); return (void *)5; }
            int main(void) {
                pthread_t t;
                void *result;
                pthread_create(&t, 0, run, 0);
                pthread_cancel(t);
                pthread_join(t, &result);
                malloc(result == (void *)5 ? 555 : 666);
                return 0;
            }
            """).Single());
        Operation[] all = TextTraceReaderTests.ReadAll(recording);
        Assert.That(all[^1].Size, Is.EqualTo(555));
        Assert.That(all.Count(o => o is { Kind: OperationKind.Malloc, Size: 60 }), Is.EqualTo(50_000));
    }

    [Test]
    public void ALibraryLoadedLater_AndASignalHandler_AreRecorded()
    {
        string library = Path.Combine(_folder, "later.so");
        File.WriteAllText(Path.Combine(_folder, "later.c"), "#include <stdlib.h>\nvoid *later(void) { return malloc(1234); }\n");
        Run("/usr/bin/gcc", ["-shared", "-fPIC", "-o", library, Path.Combine(_folder, "later.c")], []);
        using var recording = new RecordingReader(Record("loads", $$"""
            #include <dlfcn.h>
            #include <signal.h>
            #include <stdlib.h>
            static void on(int s) { free(malloc(4321)); }
            int main(void) {
                void *l = dlopen("{{library}}", RTLD_NOW), *(*later)(void) = dlsym(l, "later");
                free(later());
                dlclose(l);
                signal(SIGUSR1, on);
                for (int i = 0; i < 10000; i++) raise(SIGUSR1);
                return 0;
            }
            """).Single());
        Operation[] all = TextTraceReaderTests.ReadAll(recording);
        Assert.That(recording.Repairs.Total, Is.Zero);
        Assert.That(all.Count(o => o.Size == 1234), Is.EqualTo(1));
        Assert.That(all.Count(o => o.Size == 4321), Is.EqualTo(10_000));
    }

    [Test]
    public void WhenTheFileMayNotGrow_TheProgramGoesOn_AndTheRecordingSaysSo()
    {
        string program = Compile("limited", "#include <stdlib.h>\n#include <stdio.h>\nint main(void) { for (int i = 0; i < 100000; i++) malloc(33); puts(\"went on\"); return 0; }", "-O0", "-fno-builtin");
        string said = Run("/bin/sh", ["-c", $"ulimit -f 1000; LD_PRELOAD={_library} ALLOCSIM_RECORD={Path.Combine(_folder, "limited-raw")} {program}"], []);
        Assert.That(said, Does.StartWith("went on"));
        using var recording = new RecordingReader(Directory.GetFiles(_folder, "limited-raw.*").Single());
        Assert.That(recording.Header.StoppedTicks, Is.Positive);
        Assert.That(TextTraceReaderTests.ReadAll(recording).Count(o => o.Size == 33), Is.InRange(20_000, 40_000));
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
