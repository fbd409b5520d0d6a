using AllocSim.Tests.Cli;
using AllocSim.Tests.Deploy;

namespace AllocSim.Tests.Workloads;

/// <summary>Programs that make it hard to record them: each ends with a trace, or with one line that says why there is none, and nothing else is left.</summary>
[TestFixture]
[Category("Once")]
internal sealed class OddProgramTests
{
    // 45 calls, then whatever the words in brackets stand for.
    private const string Program = """
        #define _GNU_SOURCE
        #include <fcntl.h>
        #include <pthread.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/syscall.h>
        #include <sys/wait.h>
        #include <unistd.h>
        static void work(int n) { for (int i = 0; i < n; i++) { void *p = malloc(100 + i); if (i % 2) free(p); } }
        static void *thread(void *unused) { work(2); return unused; }
        int main(int count, char **words)
        {
            char *how = count > 1 ? words[1] : "";
            if (!strcmp(how, "closed")) for (int i = 0; i < 1024; i++) close(i);
            if (!strcmp(how, "threads")) for (int i = 0; i < 300; i++) { pthread_t t; pthread_create(&t, 0, thread, 0); pthread_join(t, 0); }
            work(30);
            if (!strcmp(how, "exec")) { char *none[] = { 0 }; clearenv(); chdir("/"); char *again[] = { words[0], 0 }; execve(words[2], again, none); }
            if (!strcmp(how, "vfork")) { if (vfork() == 0) { execl(words[2], words[2], (char *)0); _exit(9); } wait(0); }
            if (!strcmp(how, "_exit")) _exit(5);
            if (!strcmp(how, "quick_exit")) quick_exit(6);
            if (!strcmp(how, "exit_group")) syscall(SYS_exit_group, 7);
            if (!strcmp(how, "abort")) abort();
            return 0;
        }
        """;

    private TemporaryDirectory _directory = null!;

    [OneTimeSetUp]
    public void Build()
    {
        Assume.That(ShellCommand.Exists("gcc"), "gcc builds the recorder and the program");
        _directory = new TemporaryDirectory();
        ShellCommand built = ShellCommand.Run(new Dictionary<string, string>(), "gcc", "-O1", "-w", "-fno-builtin", "-pthread", "-o", _directory["odd"], _directory.Write("odd.c", Program));
        Assume.That(built.ExitCode, Is.Zero, built.Error);
    }

    [OneTimeTearDown]
    public void Remove() => _directory?.Dispose();

    [TestCase("", 0, 45)]
    [TestCase("closed", 0, 45)]
    [TestCase("_exit", 5, 45)]
    [TestCase("quick_exit", 6, 45)]
    [TestCase("exit_group", 7, 45)]
    [TestCase("abort", 134, 45)]
    [TestCase("exec", 0, 45)]
    [TestCase("vfork", 0, 45)]
    [TestCase("threads", 0, 45 + (300 * 5))] // Each thread's end, its two calls and a free; glibc makes a vector for each thread by calloc.
    public void HoweverItEnds_ItsCallsAreThere(string how, int exitCode, int atLeast)
    {
        using TemporaryDirectory folder = new();
        CommandRun run = CommandRun.Of("record", "--out", folder["a.atrace"], "--", _directory["odd"], how, _directory["odd"]);
        Assert.That(run.ExitCode, Is.EqualTo(exitCode), run.Error);
        CommandRun check = CommandRun.Of("trace", "check", folder["a.atrace"]);
        Assert.That(check.ExitCode, Is.Zero, check.Error);
        Assert.That(int.Parse((check.Output + check.Error).Split(": ")[1].Split(' ')[0].Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture), Is.InRange(how == "threads" ? 45 + (300 * 4) : atLeast, atLeast + 300));
        Assert.That(Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName), Is.SubsetOf(new[] { "a.atrace", "a.children" }));
    }

    [TestCase("a name")]
    [TestCase("a\nname")]
    public void APathWithSpacesOrNewlines_IsAPathLikeAnother(string name)
    {
        using TemporaryDirectory folder = new();
        Directory.CreateDirectory(folder[name]);
        File.Copy(_directory["odd"], folder[name, name]);
        CommandRun run = CommandRun.Of("record", "--out", folder[name, "a.atrace"], "--", folder[name, name]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(CommandRun.Of("trace", "check", folder[name, "a.atrace"]).ExitCode, Is.Zero);
    }

    [TestCase("#!/nonexistent/shell -e\n", true, "its first line names /nonexistent/shell, which is not there")]
    [TestCase("echo no first line\n", true, "no script that begins with #!; a script is recorded as sh ")]
    [TestCase("", true, "it is no program for this machine")]
    [TestCase("\u007fELF and no more", true, "it is no program for this machine")]
    [TestCase("#!/bin/sh\n", false, "it may not be run; chmod +x ")]
    public void AFileThatCannotBeStarted_IsOneLine_AndLeavesNothing(string text, bool mayRun, string words)
    {
        using TemporaryDirectory folder = new();
        string file = folder.Write("file", text);
        ShellCommand.Run(new Dictionary<string, string>(), "chmod", mayRun ? "500" : "400", file);
        CommandRun run = CommandRun.Of("record", "--out", folder["a.atrace"], "--", file);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(1), run.Error);
        Assert.That(run.Error, Does.Contain(words));
        Assert.That(folder.Files(), Is.EqualTo(new[] { "file" }));
    }

    [Test]
    public void AStaticProgram_IsOneLine_AndLeavesNothing()
    {
        using TemporaryDirectory folder = new();
        ShellCommand built = ShellCommand.Run(new Dictionary<string, string>(), "gcc", "-static", "-w", "-pthread", "-o", folder["static"], _directory["odd.c"]);
        Assume.That(built.ExitCode, Is.Zero, "the C library is there to link statically");
        CommandRun run = CommandRun.Of("record", "--out", folder["a.atrace"], "--", folder["static"]);
        Assert.That((run.ExitCode, run.Error.TrimEnd('\n').Split('\n').Length), Is.EqualTo((1, 1)), run.Error);
        Assert.That(folder.Files(), Is.EqualTo(new[] { "static" }));
    }

    [Test]
    public void AFolderThatCannotBeWritten_IsToldBeforeTheProgramRuns()
    {
        using TemporaryDirectory folder = new();
        CommandRun run = CommandRun.Of("record", "--out", "/proc/a.atrace", "--", "/bin/touch", folder["ran"]);
        Assert.That((run.ExitCode, run.Error.TrimEnd('\n').Split('\n').Length), Is.EqualTo((1, 1)), run.Error);
        Assert.That(folder.Files(), Is.Empty);
    }

    [Test]
    public void WhereTheTraceCannotBeWritten_WhatWasRecordedIsKept()
    {
        using TemporaryDirectory folder = new();
        File.CreateSymbolicLink(folder["a.atrace.part"], "/dev/full");
        CommandRun run = CommandRun.Of("record", "--out", folder["a.atrace"], "--", _directory["odd"]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("a.atrace: the disk is full. What was recorded is kept: allocsim record --finish "));
        CommandRun finish = CommandRun.Of("record", "--finish", folder["a.atrace.parts"], "--out", folder["b.atrace"]);
        Assert.That(finish.ExitCode, Is.Zero, finish.Error);
        Assert.That(folder.Files(), Is.EqualTo(new[] { "b.atrace" }));
    }
}
