using System.Text.RegularExpressions;

namespace AllocSim.Tests.House;

/// <summary>What would make two runs differ must not be in the code that decides anything.</summary>
[TestFixture]
internal sealed partial class BannedCallTests
{
    private static readonly (string Pattern, string Reason)[] Banned =
    [
        (@"\bDateTime(Offset)?\s*\.\s*(Now|UtcNow|Today)\b", "wall clock"),
        (@"\bStopwatch\b", "wall clock"),
        (@"\bTickCount(64)?\b", "wall clock"),
        (@"\bTimeProvider\b", "wall clock"),
        (@"\bnew\s+Random\b|\bRandom\s*\.\s*Shared\b|\bRandom\s+\w+\s*=\s*new\s*\(", "the generator of the platform, whose numbers may change between versions"),
        (@"\bRandomNumberGenerator\b", "unseeded random numbers"),
        (@"\bGuid\s*\.\s*NewGuid\b", "unseeded random numbers"),
        (@"\bHashCode\s*\.\s*(Combine|ToHashCode)\b|\bnew\s+HashCode\b", "seeded anew in each process"),
        (@"\.\s*GetHashCode\s*\(", "seeded anew in each process for strings"),
        (@"\bCultureInfo\s*\.\s*Current\w*", "depends on the user's language"),
        (@"\bEnvironment\s*\.\s*(ProcessorCount|MachineName|UserName|NewLine|GetEnvironmentVariable)\b", "depends on the machine"),
    ];

    private static readonly (string Pattern, string Reason)[] BannedInTheCore =
    [
        (@"\bParallel\s*\.|\bAsParallel\b|\bThreadPool\b|\bTask\s*[.<]|\bnew\s+Thread\b|\basync\b|\bawait\b", "the simulation is one thread"),
        (@"\bConcurrent\w+<", "the simulation is one thread"),
    ];

    [TestCase("Simulator", true)]
    [TestCase("Allocator", true)]
    [TestCase("Workloads", false)]
    [TestCase("Reports", false)]
    public void Sources_CallNothingThatDiffersFromRunToRun(string project, bool isCore)
    {
        List<string> found = [];
        foreach (string path in Repository.SourceFiles(project))
        {
            string code = SourceText.CodeOnly(Repository.Read(path));
            foreach ((string pattern, string reason) in isCore ? [.. Banned, .. BannedInTheCore] : Banned)
            {
                foreach (Match match in Regex.Matches(code, pattern))
                {
                    found.Add($"{path}:{Line(code, match.Index)}: {match.Value.Trim()} ({reason})");
                }
            }
        }

        Assert.That(found, Is.Empty);
    }

    [TestCase("Simulator")]
    [TestCase("Allocator")]
    [TestCase("Workloads")]
    [TestCase("Reports")]
    [TestCase("Cli")]
    public void Sources_NeverNeedOpenSsl(string project)
    {
        // MathNet's own sources of random numbers, and its distributions that are given none, draw their seeds from the system's cryptography.
        string[] users = ["Security.Cryptography", "MathNet.Numerics.Random", "RandomSource", "RandomSeed"];
        IEnumerable<string> found = Repository.SourceFiles(project).Where(path => users.Any(user => SourceText.CodeOnly(Repository.Read(path)).Contains(user, StringComparison.Ordinal)));
        Assert.That(found, Is.Empty, "a native program finds no OpenSSL on a small machine; Sha256Digest and Xoshiro need none");
    }

    [TestCase("Simulator")]
    [TestCase("Allocator")]
    public void Sources_NeverEnumerateAnUnorderedSet(string project)
    {
        List<string> found = [];
        foreach (string path in Repository.SourceFiles(project))
        {
            string code = SourceText.CodeOnly(Repository.Read(path));
            foreach (string name in UnorderedDeclaration().Matches(code).Select(m => m.Groups["name"].Value).Distinct())
            {
                string uses = $@"\bin\s+(this\.)?{name}\s*\)|\bin\s+(this\.)?{name}\s*\.\s*(Keys|Values)\b|\b{name}\s*\.\s*(Keys|Values|Select|Where|OrderBy|ToList|ToArray|First|Single|Aggregate|GetEnumerator)\b|\.\.\s*{name}\b";
                found.AddRange(Regex.Matches(code, uses).Select(m => $"{path}:{Line(code, m.Index)}: {m.Value}"));
            }
        }

        Assert.That(found, Is.Empty);
    }

    [Test]
    public void TheScan_SeesCode_AndNotCommentsOrText()
    {
        const string Source = "// Stopwatch\nvar a = \"Stopwatch \\\" x\"; /* Stopwatch */ Stopwatch b; char c = '\"'; var d = \"\"\"Stopwatch\"\"\";";
        Assert.That(Regex.Matches(SourceText.CodeOnly(Source), "Stopwatch"), Has.Count.EqualTo(1));
    }

    private static int Line(string code, int index) => code.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex(@"\b(I(ReadOnly)?)?(Dictionary|HashSet|Set)<[^;={]*?>\??\s+(?<name>\w+)")]
    private static partial Regex UnorderedDeclaration();
}
