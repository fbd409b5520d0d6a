using System.Security.Cryptography;
using AllocSim.Tests.House;
using AllocSim.Workloads.Digests;

namespace AllocSim.Tests.Workloads;

[TestFixture]
internal sealed class Sha256DigestTests
{
    [Test]
    public void TheDigestOfBytes_IsThatOfTheRuntime_HoweverTheyAreAdded([Range(0, 200, 7)] int bytes)
    {
        byte[] all = new byte[bytes];
        new Random(bytes).NextBytes(all);
        Sha256Digest digest = new();
        for (int at = 0; at < bytes; at += 13)
        {
            digest.Add(all.AsSpan(at, Math.Min(13, bytes - at)));
        }

        string expected = Convert.ToHexStringLower(SHA256.HashData(all));
        Assert.That(Sha256Digest.Of(all), Is.EqualTo(expected));
        Assert.That(digest.Finish(), Is.EqualTo(expected));
    }

    [Test]
    public void TheDigestOfAFile_IsThatOfTheRuntime()
    {
        using FileStream file = File.OpenRead(Path.Combine(Repository.Root, "traces", "sqlite.txt.gz"));
        Assert.That(Sha256Digest.Of(file), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.Name)))));
    }
}
