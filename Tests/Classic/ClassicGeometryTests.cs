using AllocSim.Allocator.Classic.Options;
using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Tests.Classic;

[TestFixture]
internal sealed class ClassicGeometryTests
{
    private static readonly (ulong Size, uint Regions, int Pages)[] Usual =
    [
        (8, 508, 1), (16, 254, 1), (32, 127, 1), (48, 84, 1), (64, 63, 1), (80, 50, 1), (96, 42, 1), (112, 72, 2), (128, 63, 2), (192, 63, 3), (256, 63, 4), (320, 63, 5), (384, 63, 6),
        (448, 63, 7), (512, 63, 8), (768, 47, 9), (1024, 63, 16), (1280, 51, 16), (1536, 42, 16), (1792, 38, 17), (2048, 65, 33), (2304, 58, 33), (2560, 52, 33), (2816, 47, 33),
        (3072, 43, 33), (3328, 41, 34), (3584, 39, 35), (3840, 37, 35),
    ];

    [Test]
    public void TheUsualSmallClasses_HaveTheLibrarysRuns()
        => Assert.That(Make("").Bins.Select(b => (b.RegionBytes, b.Regions, (int)(b.RunBytes / 4096))), Is.EqualTo(Usual));

    [Test]
    public void AChunk_HasSixPagesOfHeader_AndTheRestIsTheLargestLargeClass()
    {
        Geometry geometry = Make("");
        Assert.That((geometry.MapBias, geometry.LargeClasses, geometry.ArenaMaxClass), Is.EqualTo((6, 1018, 4_169_728UL)));
    }

    [Test]
    public void ASmallRequest_GetsTheSmallestClassThatHoldsIt([Values("", "lg_qspace_max:4,lg_cspace_max:6", "lg_qspace_max:9,lg_cspace_max:11", "lg_qspace_max:5,lg_cspace_max:7")] string conf)
    {
        Geometry geometry = Make(conf);
        for (ulong size = 1; size <= geometry.SspaceMax; size++)
        {
            Assert.That(geometry.UsableOf(size), Is.EqualTo(geometry.Bins.First(b => b.RegionBytes >= size).RegionBytes));
        }
    }

    [Test]
    public void NarrowerGroups_GiveOtherClasses()
        => Assert.That(Make("lg_qspace_max:4,lg_cspace_max:6").Bins.Select(b => b.RegionBytes).Take(5), Is.EqualTo(new ulong[] { 8, 16, 64, 256, 512 }));

    [Test]
    public void TheSmallestChunk_HasOnePageOfHeaderAndOneToUse()
    {
        Geometry geometry = Make("lg_chunk:13");
        Assert.That((geometry.MapBias, geometry.LargeClasses, geometry.Bins.Max(b => b.RunBytes)), Is.EqualTo((1, 1, 4096UL)));
    }

    private static Geometry Make(string conf)
    {
        ClassicOptions options = ClassicRun.Options(conf);
        return new Geometry(options, 4096);
    }
}
