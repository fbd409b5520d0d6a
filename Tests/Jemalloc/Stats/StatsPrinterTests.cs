using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Options.Conf;
using AllocSim.Allocator.Jemalloc.Stats.Printing;
using Controls = AllocSim.Allocator.Jemalloc.Ctl.Ctl;

namespace AllocSim.Tests.Jemalloc.Stats;

[TestFixture]
public class StatsPrinterTests
{
    private static readonly JemallocOptions Options = MallocConf.Parse("dirty_decay_ms:500,muzzy_decay_ms:500").Options;

    // Two outputs of one run: the second shows how often the first one locked the mutex of the controls.
    [Test]
    public void TwoOutputsInARowAreTheLibrarysToTheByte()
    {
        var first = GoldenFile.Read("stats-12000.json");
        var second = GoldenFile.Read("stats-24001.json");
        var target = new GoldenTarget(first, Options);
        AcquireBefore(target, count: 10);
        var ctl = new Controls(target);
        Assert.That(Print(ctl), Is.EqualTo(first));
        target.Show(second);
        Assert.That(Print(ctl), Is.EqualTo(second));
        Assert.That(target.Internal, Is.EqualTo((0, 2)));
    }

    [Test]
    public void TheControlsRecordsAreAllocatedOnce()
    {
        var target = new GoldenTarget(GoldenFile.Read("stats-12000.json"), Options);
        var ctl = new Controls(target);
        Print(ctl);
        Print(ctl);
        Assert.That(target.Metadata, Is.EqualTo(new ulong[] { 32800, 720 }.Concat(Enumerable.Repeat(37856ul, 11))));
    }

    [Test]
    public void LettersLeaveSectionsOut()
    {
        var ctl = new Controls(new GoldenTarget(GoldenFile.Read("stats-12000.json"), Options));
        Assert.That(Print(ctl, "Jmdablxeh"), Does.Not.Contain("stats.arenas").And.Not.Contain("mutexes"));
        Assert.That(Print(ctl, "Jga"), Does.Contain("\"merged\"").And.Not.Contain("\"opt\"").And.Not.Contain("\"0\""));
        Assert.That(Print(ctl, "Jblxeh"), Does.Not.Contain("\"bins\"").And.Not.Contain("lextents\":[").And.Not.Contain("\"extents\"").And.Not.Contain("hpa_shard"));
    }

    private static void AcquireBefore(GoldenTarget target, int count)
    {
        for (var i = 0; i < count; i++)
        {
            target.Background.Mutex.Acquire(0);
            target.Background.Mutex.Release(0);
        }
    }

    private static string Print(Controls ctl, string options = "J")
    {
        using var output = new StringWriter();
        StatsPrinter.Print(ctl, 0, output, options);
        return output.ToString();
    }
}
