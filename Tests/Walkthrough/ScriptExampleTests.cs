using System.Diagnostics;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Walkthrough;

/// <summary>docs/csharp: programs of one file that use the libraries; <c>dotnet run FILE</c> compiles and runs them.</summary>
[TestFixture, Category("Slow")]
internal sealed class ScriptExampleTests
{
    [TestCase("policies", @"^policy .*\njemalloc-5\.3 +[\d,]+ +[\d,]+\nglibc .*\ntcmalloc .*\nmimalloc .*\n$")]
    [TestCase("own-policy", @"^[\d,]+ objects of [\d,]+ bytes in [\d,]+ mapped bytes\n$")]
    public void AScript_CompilesAndRuns(string name, string expected)
    {
        ProcessStartInfo start = new("dotnet", ["run", "--configuration", "Release", $"docs/csharp/{name}.cs", "--", "traces/tiny.txt.gz"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.That(process.ExitCode, Is.Zero, output + errors.Result);
        Assert.That(output, Does.Match(expected));
    }
}
