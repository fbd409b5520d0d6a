using System.IO.Compression;
using System.Security.Cryptography;
using AllocSim.Tests.Cli;
using AllocSim.Tests.House;

namespace AllocSim.Tests.Inspection;

/// <summary>The records at chosen moments are those that a reader of the real library's memory found there.</summary>
[TestFixture]
internal sealed class DumpTests
{
    private const string Folder = "Tests/Inspection/Dumps";

    [TestCase("tiny")]
    [TestCase("sqlite")]
    [TestCase("arenas")]
    [TestCase("lua", Category = "Slow")]
    [TestCase("redis", Category = "Slow")]
    [TestCase("v52-sqlite")]
    [TestCase("v52-random")]
    [TestCase("v52-redis", Category = "Slow")]
    [TestCase("v51-sqlite")]
    [TestCase("v51-random")]
    [TestCase("v51-redis", Category = "Slow")]
    public void ADump_IsThatOfTheRealLibrary(string name)
    {
        string[] fields = [.. Repository.Read(Folder + "/dumps.txt").Split('\n').First(line => line.StartsWith(name + " |", StringComparison.Ordinal)).Split('|').Select(field => field.Trim())];
        (string Index, string Digest)[] moments = [.. fields[6].Split(' ').Select(each => each.Split(':')).Select(pair => (pair[0], pair[1]))];
        using TemporaryDirectory directory = new();
        string output = Path.Combine(directory.Path, "dump");
        CommandRun run = CommandRun.Of(
            "inspect", Path.Combine(Repository.Root, fields[2]), "--policy", fields[1], "--cpus", fields[3], "--conf", fields[4], "--environment", Path.Combine(Repository.Root, Folder, name + ".environment.txt"),
            "--at", string.Join(',', moments.Select(moment => moment.Index)), "--map-root", fields[5], "--dump", output);
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.Multiple(() =>
        {
            foreach ((string index, string digest) in moments)
            {
                Assert.That(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(output, $"inspect-{index}.txt")))), Is.EqualTo(digest), $"after operation {index}");
            }
        });
    }

    [Test]
    public void ASmallDump_IsThatOfTheRealLibrary_LineByLine()
    {
        using TemporaryDirectory directory = new();
        string output = Path.Combine(directory.Path, "dump");
        CommandRun.Of("inspect", Path.Combine(Repository.Root, "traces/tiny.txt.gz"), "--environment", Path.Combine(Repository.Root, Folder, "tiny.environment.txt"), "--at", "7", "--map-root", "0x7ffff7698a18", "--dump", output);
        using StreamReader golden = new(new GZipStream(File.OpenRead(Path.Combine(Repository.Root, Folder, "tiny-7.txt.gz")), CompressionMode.Decompress));
        Assert.That(File.ReadAllText(Path.Combine(output, "inspect-7.txt")).Split('\n'), Is.EqualTo(golden.ReadToEnd().Split('\n')));
    }
}
