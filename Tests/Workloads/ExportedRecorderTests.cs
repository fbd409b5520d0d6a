using System.Diagnostics;
using AllocSim.Tests.Cli;
using NUnit.Framework;

namespace AllocSim.Tests.Workloads;

/// <summary>The recorder on machines without a compiler, and calls with other names than malloc's.</summary>
[TestFixture]
[Category("Once")]
internal sealed class ExportedRecorderTests
{
    [Test]
    public void WhatTheScriptRecords_IsImported_AndStays()
    {
        Assume.That(File.Exists("/usr/bin/gcc"), "gcc builds the recorder");
        using TemporaryDirectory folder = new();
        string program = Build(folder, "program", "int main(void) { for (int i = 0; i < 100; i++) free(malloc(i)); return 3; }");
        Assert.That(CommandRun.Of("record", "--export-recorder", folder["tool"]).ExitCode, Is.Zero);
        Assert.That(Run(folder["tool", "record.sh"], "-o", folder["one"], "--", program), Is.EqualTo(3), "the program's own exit code");
        Assert.That(Run(folder["tool", "record.sh"], "-o", folder["one"], program), Is.EqualTo(1), "the folder holds a recording");
        Assert.That(Run(folder["tool", "record.sh"], "-o", folder["two"], "--stacks=4", program), Is.EqualTo(3));
        CommandRun run = CommandRun.Of("record", "--import", folder["one"], folder["two"]);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(run.Error, Does.Contain("one.atrace: 200 operations").And.Contain("two.atrace: 200 operations"));
        Assert.That(CommandRun.Of("record", "--import", folder["one"], "--out", folder["again.atrace"]).ExitCode, Is.Zero);
        Assert.That(File.ReadAllBytes(folder["again.atrace"]), Is.EqualTo(File.ReadAllBytes(folder["one.atrace"])));
    }

    [TestCase("--import missing", "--import missing: there is no such directory")]
    [TestCase("--import . -- true", "--import runs no program")]
    [TestCase("--import a b --out c.atrace", "--out names one trace, but there are several directories")]
    [TestCase("--export-recorder x --finish y", "--finish and --export-recorder do not go together")]
    [TestCase("--function-prefix 3 -- true", "--function-prefix 3: expected a prefix of letters")]
    public void AWrongCommandLine_IsRefused(string line, string expected)
    {
        CommandRun run = CommandRun.Of(["record", .. line.Split(' ')]);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain(expected));
    }

    [Test]
    public void CallsWithAPrefix_OfASharedLibrary_AreRecorded()
    {
        Assume.That(File.Exists("/usr/bin/gcc"), "gcc builds the recorder");
        using TemporaryDirectory folder = new();
        const string Definitions = "void *my_malloc(size_t n) { return malloc(n); } void my_free(void *p) { free(p); }";
        const string Main = "extern void *my_malloc(size_t); extern void my_free(void *); int main(void) { for (int i = 0; i < 100; i++) my_free(my_malloc(i)); return 0; }";
        Build(folder, "libmine.so", Definitions, "-shared", "-fPIC");
        string apart = Build(folder, "apart", Main, "-L" + folder.Path, "-lmine", "-Wl,-rpath," + folder.Path), whole = Build(folder, "whole", Definitions + Main);
        CommandRun run = CommandRun.Of("record", "--function-prefix", "my_", "--out", folder["apart.atrace"], "--", apart);
        Assert.That(run.Error, Does.Contain("200 operations"));
        Assert.That(run.ExitCode, Is.Zero);
        run = CommandRun.Of("record", "--function-prefix", "my_", "--out", folder["whole.atrace"], "--", whole);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("it defines my_malloc itself"));
        run = CommandRun.Of("record", "--function-prefix", "other_", "--out", folder["other.atrace"], "--", apart);
        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("made no visible call to other_malloc"));
        Assert.That(File.Exists(folder["other.atrace"]), Is.False, "no empty trace is left");
    }

    private static string Build(TemporaryDirectory folder, string name, string code, params string[] options)
    {
        string source = folder.Write(name + ".c", "#include <stdlib.h>\n" + code);
        Assert.That(Run("/usr/bin/gcc", ["-O0", "-fno-builtin", "-o", folder[name], source, .. options]), Is.Zero);
        return folder[name];
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
