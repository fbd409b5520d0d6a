using AllocSim.Cli.Parsing;

namespace AllocSim.Tests.Cli;

[TestFixture]
internal sealed class UnitsTests
{
    [TestCase("0", 0UL)]
    [TestCase("4096", 4096UL)]
    [TestCase("64KiB", 65536UL)]
    [TestCase("1.5GiB", 1610612736UL)]
    [TestCase("3 MiB", 3145728UL)]
    [TestCase("512M", 536870912UL)]
    [TestCase("512MB", 536870912UL)]
    [TestCase("512m", 536870912UL)]
    [TestCase("1kb", 1024UL)]
    public void ASize_IsRead(string text, ulong bytes)
    {
        Assert.That(Units.TryParseSize(text, out ulong read), Is.True);
        Assert.That(read, Is.EqualTo(bytes));
    }

    [TestCase("")]
    [TestCase("KiB")]
    [TestCase("-1")]
    [TestCase("1.3B")]
    [TestCase("1kk")]
    [TestCase("1ib")]
    [TestCase("1e6")]
    [TestCase("99999999999TiB")]
    public void AnythingElse_IsNoSize(string text) => Assert.That(Units.TryParseSize(text, out _), Is.False);

    [TestCase("10ms", 10_000_000L)]
    [TestCase("1.5s", 1_500_000_000L)]
    [TestCase("7ns", 7L)]
    [TestCase("2us", 2_000L)]
    public void ADuration_IsRead(string text, long nanoseconds)
    {
        Assert.That(Units.TryParseDuration(text, out long read), Is.True);
        Assert.That(read, Is.EqualTo(nanoseconds));
    }

    [TestCase("10")]
    [TestCase("10 minutes")]
    [TestCase("99999999999s")]
    public void ADuration_NeedsAUnit(string text) => Assert.That(Units.TryParseDuration(text, out _), Is.False);
}
