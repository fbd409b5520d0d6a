using System.Diagnostics;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Files;
using AllocSim.Workloads.Recorder;
using AllocSim.Workloads.Sinks;
using AllocSim.Workloads.Sources;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads.Stacks;

/// <summary>Small C programs recorded with and without call stacks.</summary>
[TestFixture]
[Category("Once")]
internal sealed class RecordedStackTests
{
    private const string TwoSites = """
        #include <pthread.h>
        #include <stdlib.h>
        #include <sys/wait.h>
        #include <unistd.h>
        void *site_a(int n) { return malloc(n); }
        void *site_b(int n) { return malloc(n); }
        void *both(int n) { void *a = site_a(n); free(a); return realloc(site_b(n), n + 1000); }
        static void *run(void *x) { for (int i = 0; i < 500; i++) free(both(2002)); return 0; }
        int main(void) {
            pthread_t t;
            free(both(1001));
            pthread_create(&t, 0, run, 0);
            pthread_join(t, 0);
            if (!fork()) { both(4004); return 0; }
            wait(0);
            return 0;
        }
        """;

    private string _folder = "";

    [OneTimeSetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("stacks").FullName;
        Assume.That(File.Exists("/usr/bin/gcc") && File.Exists("/usr/bin/addr2line"), "gcc builds the recorder, addr2line names frames");
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void TwoCallSites_AreToldApartAndNamed_InEveryThreadAndProcess()
    {
        string[] recordings = Record("sites", withStacks: true, depth: 16, "-g");
        Assert.That(recordings, Has.Length.EqualTo(2));
        string[] all = [.. recordings.SelectMany(Calls)];
        Assert.Multiple(() =>
        {
            Assert.That(all, Does.Contain("Malloc 1001: site_a (sites.c:5) < both (sites.c:7) < main (sites.c:11)"));
            Assert.That(all, Does.Contain("Malloc 1001: site_b (sites.c:6) < both (sites.c:7) < main (sites.c:11)"));
            Assert.That(all, Does.Contain("Realloc 2001: both (sites.c:7) < main (sites.c:11)"));
            Assert.That(all.Count(call => call == "Malloc 2002: site_a (sites.c:5) < both (sites.c:7) < run (sites.c:8)"), Is.EqualTo(500));
            Assert.That(all.Count(call => call == "Malloc 2002: site_b (sites.c:6) < both (sites.c:7) < run (sites.c:8)"), Is.EqualTo(500));
            Assert.That(all.Count(call => call == "Realloc 3002: both (sites.c:7) < run (sites.c:8)"), Is.EqualTo(500));
            Assert.That(all, Does.Contain("Malloc 4004: site_a (sites.c:5) < both (sites.c:7) < main (sites.c:14)"));
            Assert.That(all.Where(call => call.StartsWith("Free", StringComparison.Ordinal)), Has.All.EqualTo("Free 0: "));
        });
    }

    [Test]
    public void FunctionsThatWereInlined_HaveFramesOfTheirOwn()
    {
        const string Source = """
            #include <stdlib.h>
            static inline __attribute__((always_inline)) void *inner(int n) { return malloc(n); }
            static inline __attribute__((always_inline)) void *middle(int n) { return inner(n + 1); }
            __attribute__((noinline)) void *outer(int n) { void *p = middle(n); *(volatile char *)p = 1; return p; }
            int main(void) { free(outer(1000)); return 0; }
            """;
        Assert.That(Record("inlined", withStacks: true, depth: 16, "backtrace", ["-g", "-O1"], Source).SelectMany(Calls), Does.Contain("Malloc 1001: inner (inlined.c:2) < middle (inlined.c:3) < outer (inlined.c:4) < main (inlined.c:5)"));
    }

    [Test]
    public void InAStrippedProgram_AFrameOutsideOfEveryKnownFunction_IsAPlaceInTheFile()
    {
        const string Source = """
            #include <stdlib.h>
            __attribute__((visibility("default"))) int known(void) { return 1; }
            static __attribute__((noinline)) void *hidden(int n) { void *p = malloc(n); *(volatile char *)p = 1; return p; }
            int main(void) { free(hidden(1003 + known())); return 0; }
            """;
        string call = Record("stripped", withStacks: true, depth: 16, "backtrace", ["-s", "-rdynamic"], Source).SelectMany(WholeCalls).Single(call => call.StartsWith("Malloc 1004", StringComparison.Ordinal));
        Assert.That(call, Does.Match(@"^Malloc 1004: stripped\+0x[0-9a-f]+ < main \(stripped\) < "));
    }

    [Test]
    public void FramePointers_ShowWhatTheUnwinderShows_InAProgramThatKeepsThem()
    {
        string[] options = ["-g", "-fno-omit-frame-pointer"];
        string[][] ways = [.. new[] { "backtrace", "frame-pointers" }.Select(way => Record(way, withStacks: true, depth: 16, way, options).SelectMany(Calls).ToArray())];
        string[][] inProgram = [.. ways.Select(calls => calls.Where(call => call.Contains(".c:", StringComparison.Ordinal) && call.Contains("both", StringComparison.Ordinal)).ToArray())];
        Assert.That(inProgram[0], Has.Length.GreaterThan(1500));
        Assert.That(inProgram[1].Select(call => call.Replace("frame-pointers.c", "backtrace.c", StringComparison.Ordinal)), Is.EqualTo(inProgram[0]));
    }

    [Test]
    public void FramesThatAreNone_EndAWalkAlongFramePointers()
    {
        // Null, small and huge, the heap, off by a byte, at itself, far below the stack, at its end and beyond, another thread's; then a signal on a stack of its own.
        const string Source = """
            #include <pthread.h>
            #include <signal.h>
            #include <stdlib.h>
            __asm__(".globl with_frame\nwith_frame: push %rbp\n mov %rdi, %rbp\n mov $77, %edi\n call malloc@PLT\n pop %rbp\n ret\n");
            extern void *with_frame(void *frame);
            extern void *__libc_stack_end;
            static void *others;
            static void on_signal(int s) { free(malloc(88)); }
            static void *run(void *x) {
                char *self[2];
                self[0] = (char *)self;
                void *frames[] = { 0, (void *)1, (void *)-8, malloc(500), (char *)self + 1, self, (char *)self - 100000, (char *)self - 100000000, __libc_stack_end, (char *)__libc_stack_end + (1 << 20), others, frames };
                for (unsigned i = 0; i < sizeof frames / sizeof *frames; i++) with_frame(frames[i]);
                others = self;
                return 0;
            }
            int main(void) {
                pthread_t t;
                run(0);
                pthread_create(&t, 0, run, 0);
                pthread_join(t, 0);
                run(0);
                stack_t own = { malloc(1 << 16), 0, 1 << 16 };
                struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_ONSTACK };
                sigaltstack(&own, 0);
                sigaction(SIGUSR1, &action, 0);
                raise(SIGUSR1);
                return 0;
            }
            """;
        string[] calls = Calls(Record("garbage", withStacks: true, depth: 16, "frame-pointers", ["-g", "-fno-omit-frame-pointer"], Source).Single());
        Assert.Multiple(() =>
        {
            Assert.That(calls.Count(call => call.StartsWith("Malloc 77: with_frame", StringComparison.Ordinal)), Is.EqualTo(36));
            Assert.That(calls.Count(call => call.StartsWith("Malloc 88: on_signal", StringComparison.Ordinal)), Is.EqualTo(1));
        });
    }

    [Test]
    public void RecordedStacks_ComeBackFromAnAtrace()
    {
        string recording = Record("round", withStacks: true, depth: 16, "-g")[0], packed = Path.Combine(_folder, "round.atrace");
        using (var reader = new RecordingReader(recording, FrameNames.Read(recording)))
        using (ITraceSink sink = TraceOutput.Create(packed, reader.Origin))
        {
            TraceOutput.Copy(reader, sink);
        }

        using var atrace = TraceFile.Open(packed);
        using var prefetched = new PrefetchingTrace(TraceFile.Open(packed));
        using var loaded = InMemoryTrace.Load(TraceFile.Open(packed)).Open();
        string[] expected = WholeCalls(recording);
        Assert.That(CallStacks.Of(atrace), Is.EqualTo(expected));
        Assert.That(CallStacks.Of(prefetched), Is.EqualTo(expected));
        Assert.That(CallStacks.Of(loaded), Is.EqualTo(expected));
    }

    [Test]
    public void ADepthOfOne_KeepsTheCallerAlone()
    {
        string recording = Record("shallow", withStacks: true, depth: 1, "-g")[0];
        Assert.That(Calls(recording), Does.Contain("Malloc 1001: site_a (shallow.c:5)").And.Contain("Realloc 2001: both (shallow.c:7)"));
    }

    [Test]
    public void WithoutSymbols_AFrameIsItsModuleAndOffset()
    {
        string recording = Record("bare", withStacks: true, depth: 2, "-s")[0];
        string[] calls = [.. Calls(recording).Where(call => call.StartsWith("Malloc 1001", StringComparison.Ordinal))];
        Assert.That(calls, Has.Length.EqualTo(2));
        Assert.That(calls, Has.All.Match(@"^Malloc 1001: bare\+0x[0-9a-f]+ < bare\+0x[0-9a-f]+$"));
        Assert.That(calls[0], Is.Not.EqualTo(calls[1]));
    }

    [Test]
    public void WithoutStacks_ARecordingHasTheSameCallsAndNothingMore()
    {
        string with = Record("same", withStacks: true, depth: 16, "-g")[0], without = Record("same", withStacks: false, depth: 0, "-g")[0];
        Assert.That(File.Exists(without + FrameNames.MapsEnding), Is.False);
        Assert.That(FrameNames.Read(without), Is.Null);
        using var reader = new RecordingReader(without);
        var batch = new OperationBatch();
        Assert.That(reader.TryRead(batch), Is.True);
        Assert.That(batch.Stacks, Is.Null);
        Assert.That(reader.CallStacks, Is.Empty);
        Assert.That(Sizes(without), Is.EqualTo(Sizes(with)));
    }

    private static string[] Calls(string recording)
    {
        using var reader = new RecordingReader(recording, FrameNames.Read(recording));
        return [.. CallStacks.Of(reader).Select(UpToMain)];
    }

    private static string[] WholeCalls(string recording)
    {
        using var reader = new RecordingReader(recording, FrameNames.Read(recording));
        return CallStacks.Of(reader);
    }

    private static string UpToMain(string call)
    {
        string[] frames = call.Split(" < ");
        int last = Array.FindIndex(frames, frame => frame.Contains("main (", StringComparison.Ordinal) || frame.Contains("run (", StringComparison.Ordinal));
        return string.Join(" < ", last < 0 ? frames : frames[..(last + 1)]);
    }

    private static long StartOf(string recording)
    {
        using var reader = new RecordingReader(recording);
        return reader.Header.StartUnixNs;
    }

    private static string[] Sizes(string recording)
    {
        using var reader = new RecordingReader(recording);
        return [.. TextTraceReaderTests.ReadAll(reader).Select(o => $"{o.Thread} {o.Kind} {o.Size}")];
    }

    private string[] Record(string name, bool withStacks, int depth, params string[] options) => Record(name, withStacks, depth, "backtrace", options);

    private string[] Record(string name, bool withStacks, int depth, string walk, string[] options, string source = TwoSites)
    {
        string code = Path.Combine(_folder, name + ".c"), program = Path.Combine(_folder, name), raw = Path.Combine(_folder, $"{name}-{(withStacks ? "stacks" : "plain")}");
        File.WriteAllText(code, source);
        Run("/usr/bin/gcc", ["-o", program, code, "-O0", "-fno-builtin", "-pthread", .. options], []);
        string library = RecorderLibrary.Build(Path.Combine(_folder, "cache"), withXCalls: false, withStacks);
        var environment = new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["ALLOCSIM_RECORD"] = raw };
        if (withStacks)
        {
            environment["ALLOCSIM_RECORD_STACKS"] = $"{depth}";
            environment["ALLOCSIM_RECORD_WALK"] = walk;
        }

        Run(program, [], environment);
        return [.. Directory.GetFiles(_folder, Path.GetFileName(raw) + ".*").Where(f => !f.EndsWith(FrameNames.MapsEnding, StringComparison.Ordinal)).OrderBy(StartOf)];
    }

    private static void Run(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, error);
    }
}
