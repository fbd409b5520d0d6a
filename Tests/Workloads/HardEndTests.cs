using System.Diagnostics;
using System.Globalization;
using AllocSim.Tests.Cli;
using AllocSim.Tests.Deploy;

namespace AllocSim.Tests.Workloads;

/// <summary>A recording that is ended by a signal, whoever gets it, leaves a whole trace of what was recorded.</summary>
[TestFixture]
[Category("Once")]
internal sealed class HardEndTests
{
    private const string Program = """
        #include <pthread.h>
        #include <stdlib.h>
        #include <unistd.h>
        static void *work(void *seed)
        {
            unsigned x = (unsigned)(long)seed * 2654435761u + 1;
            void *p[256] = {0};
            for (;;) { x = x * 1103515245u + 12345u; unsigned i = (x >> 16) & 255; free(p[i]); p[i] = malloc(16 + (x >> 8) % 5000); }
            return 0;
        }
        int main(int count, char **arguments)
        {
            int isChild = count > 2 && fork() == 0;
            alarm(5); // What a signal to the recorder leaves running ends by itself: a test that is itself ended by force fills no disk.
            if (isChild) work((void *)9L);
            pthread_t thread;
            for (long i = 1; i < atoi(arguments[1]); i++) pthread_create(&thread, 0, work, (void *)i);
            work((void *)77L);
        }
        """;

    private static readonly string[] Signals = ["INT", "TERM", "HUP", "KILL"];

    private TemporaryDirectory? _directory;

    private enum Target
    {
        Program,
        Group,
        Recorder,
    }

    [OneTimeSetUp]
    public void Build()
    {
        Assume.That(ShellCommand.Exists("gcc") && ShellCommand.Exists("setsid") && ShellCommand.Exists("pgrep"), "a program can be built, and its group found");
        _directory = new TemporaryDirectory();
        ShellCommand.WriteAllocsim(_directory["allocsim"]);
        ShellCommand built = ShellCommand.Run(new Dictionary<string, string>(), "gcc", "-O1", "-fno-builtin", "-pthread", "-o", _directory["hardend"], _directory.Write("hardend.c", Program));
        Assert.That(built.ExitCode, Is.Zero, built.Error);
    }

    [OneTimeTearDown]
    public void Remove() => _directory?.Dispose();

    [TestCase(0)] // INT to the program
    [TestCase(5)] // TERM to the group
    [TestCase(11)] // KILL to the recorder
    [TestCase(164)] // INT to the recorder of a program that forked: the child goes on, and is waited for
    public void ARecordingThatASignalEnds_IsATrace(int seed) => Check(seed);

    [Test]
    [Category("Slow")]
    public void TwoHundredRecordingsThatSignalsEnd_AreTraces() => Assert.Multiple(() =>
    {
        for (int seed = 100; seed < 300; seed++)
        {
            Check(seed);
        }
    });

    private void Check(int seed)
    {
        string signal = Signals[seed % 4];
        var target = (Target)(seed / 4 % 3);
        bool forks = seed / 12 % 2 == 1;
        string trace = _directory![$"{seed}.atrace"];
        string[] program = [_directory["hardend"], (1 + (seed % 3)).ToString(CultureInfo.InvariantCulture), .. forks ? (string[])["fork"] : []];

        // Tests that are started in the background ignore SIGINT, and what they start would, too.
        using Process recorder = Process.Start(new ProcessStartInfo("setsid", ["env", "--default-signal=INT,TERM,HUP", _directory["allocsim"], "record", "--out", trace, "--", .. program]) { RedirectStandardError = true })!;
        Task<string> told = recorder.StandardError.ReadToEndAsync();
        string group = recorder.Id.ToString(CultureInfo.InvariantCulture);
        while (Members(group).Length == 0 && !recorder.HasExited)
        {
            Thread.Sleep(10);
        }

        Thread.Sleep(new Random(seed).Next(250));
        string[] programs = Members(group);
        Send(signal, target switch { Target.Group => ["-" + group], Target.Recorder => [group], _ => programs });
        if (signal == "KILL" && target == Target.Recorder)
        {
            Send("KILL", programs);
        }

        bool hasEnded = recorder.WaitForExit(TimeSpan.FromMinutes(2));
        Send("KILL", ["-" + group]);
        Assert.That(hasEnded, Is.True, $"{seed}: SIG{signal} to {target}");
        if (!File.Exists(trace) && Directory.Exists(trace + ".parts"))
        {
            CommandRun finish = CommandRun.Of("record", "--finish", trace + ".parts");
            Assert.That(finish.ExitCode, Is.Zero, finish.Error);
        }

        CommandRun check = CommandRun.Of("trace", "check", trace);
        Assert.That(check.ExitCode, Is.Zero, $"{seed}: SIG{signal} to {target}: {told.Result} {check.Error}");
    }

    private static string[] Members(string group) => ShellCommand.Run(new Dictionary<string, string>(), "pgrep", "-g", group, "-x", "hardend").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static void Send(string signal, string[] processes) => ShellCommand.Run(new Dictionary<string, string>(), "kill", ["-" + signal, "--", .. processes]);
}
