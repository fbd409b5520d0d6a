using System.Diagnostics;
using AllocSim.Cli.Help;

namespace AllocSim.Tests.Cli;

/// <summary>What the program says of itself.</summary>
[TestFixture]
internal sealed class HelpTests
{
    [Test]
    public void Help_StandsInGroups_WithExamples()
    {
        string help = CommandRun.Of("help", "replay").Output;
        Assert.That(help, Does.Contain("\nThe allocator:\n").And.Contain("\nThe machine:\n").And.Contain("\nWhat is written:\n").And.Contain("\nExamples:\n").And.Contain("--limit-mapped SIZE"));
        Assert.That(help, Does.Not.Contain("oracle"));
        Assert.That(CommandRun.Of("replay", "--help").Output, Is.EqualTo(help));
        Assert.That(help.Split('\n'), Is.All.Length.LessThanOrEqualTo(120));
    }

    [TestCase("trace", "info")]
    [TestCase("sweep", "merge")]
    public void ACommandBelowAnother_IsFound(params string[] words)
        => Assert.That(CommandRun.Of(["help", .. words]).Output, Does.Contain($"allocsim {string.Join(' ', words)} "));

    [Test]
    public void AMistypedCommand_IsAnsweredWithTheNearestOne()
        => Assert.That(CommandRun.Of("help", "replya"), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("unknown command replya; did you mean replay?"));

    [Test]
    public void EveryWayToAsk_TellsTheSameVersion()
    {
        string[] said = [.. ((string[])["--version", "-V", "version"]).Select(way => CommandRun.Of(way).Output)];
        Assert.That(said, Is.All.EqualTo(said[0]));
        Assert.That(said[0], Does.Match(@"^allocsim \d+\.\d+\.\d+ \(revision ([0-9a-f]{7,}(-dirty)?|unknown)\)\n$"));
    }

    [Test]
    public void EveryExample_NamesACommandAndOptionsThatThereAre()
    {
        foreach (string command in HelpTexts.Commands)
        {
            string help = CommandRun.Of(["help", .. command.Split(' ')]).Output;
            foreach ((_, string typed) in HelpExamples.Of(command).Where(example => example.Command.StartsWith("allocsim " + command, StringComparison.Ordinal)))
            {
                Assert.That(typed.Split(" -- ")[0].Split(' ').Where(word => word.StartsWith("--", StringComparison.Ordinal)).Where(word => !help.Contains(word, StringComparison.Ordinal)), Is.Empty, typed);
            }
        }
    }

    [Test]
    public void TheManualPage_HasEveryCommand()
    {
        string page = CommandRun.Of("help", "--man").Output;
        Assert.That(page, Does.StartWith(".TH ALLOCSIM 1 "));
        foreach (string command in HelpTexts.Commands)
        {
            Assert.That(page, Does.Contain($".SS allocsim {command}"));
        }
    }

    [TestCase("bash")]
    [TestCase("zsh")]
    [TestCase("fish")]
    public void AShell_CanCompleteCommandsAndOptions(string shell)
    {
        string script = CommandRun.Of("completion", shell).Output;
        Assert.That(script, Does.Contain("limit-resident").And.Contain("anonymise").And.Contain("merge"));
        if (shell == "bash" && File.Exists("/bin/bash"))
        {
            using Process bash = Process.Start(new ProcessStartInfo("/bin/bash", ["-c", script + "\nCOMP_WORDS=(allocsim trace ch) COMP_CWORD=2; _allocsim; echo \"${COMPREPLY[@]}\"; COMP_WORDS=(allocsim replay --limit-m) COMP_CWORD=2; _allocsim; echo \"${COMPREPLY[@]}\""]) { RedirectStandardOutput = true })!;
            Assert.That(bash.StandardOutput.ReadToEnd(), Is.EqualTo("check\n--limit-mapped --limit-mappings\n"));
        }
    }

    [Test]
    public void AnUnknownShell_IsAnsweredWithTheKnownOnes()
        => Assert.That(CommandRun.Of("completion", "fisch"), Has.Property("ExitCode").EqualTo(1).And.Property("Error").Contains("expected bash or zsh or fish; did you mean fish?"));
}
