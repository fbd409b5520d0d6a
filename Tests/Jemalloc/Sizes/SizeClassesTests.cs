using AllocSim.Allocator.Jemalloc.Sizes;
using NUnit.Framework;

namespace AllocSim.Tests.Jemalloc.Sizes;

[TestFixture]
public class SizeClassesTests
{
    private const ulong Kib = 1024;

    // size, nregs, slab_size of each bin, as the library prints them with default options.
    private static readonly (ulong Size, int Regions, ulong Slab)[] DefaultBins =
    [
        (8, 512, 4096), (16, 256, 4096), (32, 128, 4096), (48, 256, 12288), (64, 64, 4096), (80, 256, 20480), (96, 128, 12288), (112, 256, 28672),
        (128, 32, 4096), (160, 128, 20480), (192, 64, 12288), (224, 128, 28672), (256, 16, 4096), (320, 64, 20480), (384, 32, 12288), (448, 64, 28672),
        (512, 8, 4096), (640, 32, 20480), (768, 16, 12288), (896, 32, 28672), (1024, 4, 4096), (1280, 16, 20480), (1536, 8, 12288), (1792, 16, 28672),
        (2048, 2, 4096), (2560, 8, 20480), (3072, 4, 12288), (3584, 8, 28672), (4096, 1, 4096), (5120, 4, 20480), (6144, 2, 12288), (7168, 4, 28672),
        (8192, 1, 8192), (10240, 2, 20480), (12288, 1, 12288), (14336, 2, 28672),
    ];

    private static readonly ulong[] FirstLarge =
        [16 * Kib, 20 * Kib, 24 * Kib, 28 * Kib, 32 * Kib, 40 * Kib, 48 * Kib, 56 * Kib, 64 * Kib, 80 * Kib, 96 * Kib, 112 * Kib, 128 * Kib];

    [Test]
    public void DefaultBinsAreTheOnesTheLibraryPrints()
    {
        var classes = new SizeClasses();
        Assert.That(classes.Bins.Select(b => (b.RegionSize, b.RegionCount, b.SlabSize)), Is.EqualTo(DefaultBins));
        Assert.That(classes.Bins.Select(b => b.ShardCount), Is.All.EqualTo(1));
    }

    [Test]
    public void DefaultCountsAndBoundsAreThoseOfTheLibrary()
    {
        var classes = new SizeClasses();
        Assert.Multiple(() =>
        {
            Assert.That(classes.SmallCount, Is.EqualTo(36));
            Assert.That(classes.Count, Is.EqualTo(36 + 196));
            Assert.That(classes.PageClassCount, Is.EqualTo(199));
            Assert.That(classes.SmallMax, Is.EqualTo(14336));
            Assert.That(classes.LargeMin, Is.EqualTo(16384));
            Assert.That(classes.LargeMax, Is.EqualTo(8070450532247928832));
            Assert.That(classes.LookupMax, Is.EqualTo(4096));
            Assert.That(Enumerable.Range(36, FirstLarge.Length).Select(classes.IndexToSize), Is.EqualTo(FirstLarge));
            Assert.That(classes.IndexToSize(classes.Count - 1), Is.EqualTo(classes.LargeMax));
        });
    }

    // slab_sizes:1-4096:17|100-200:1|128-128:2, as the library prints the bins.
    [Test]
    public void SlabSizesAreClampedToOneRegionAndToTheBitmap()
    {
        var classes = new SizeClasses(slabSizes: [new(1, 4096, 17), new(100, 200, 1), new(128, 128, 2)]);
        int[] regions =
        [
            512, 512, 512, 512, 512, 512, 512, 36, 64, 25, 21, 310, 272, 217, 181, 155, 136, 108, 90, 77, 68, 54, 45, 38, 34, 27, 22, 19, 17,
            4, 2, 4, 1, 2, 1, 2,
        ];
        ulong[] pages = [1, 2, 4, 6, 8, 10, 12, 1, 2, 1, 1, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 17, 5, 3, 7, 2, 5, 3, 7];
        Assert.That(classes.Bins.Select(b => b.RegionCount), Is.EqualTo(regions));
        Assert.That(classes.Bins.Select(b => b.SlabSize / 4096), Is.EqualTo(pages));
    }

    [Test]
    public void BinShardsCoverTheClassesOfTheirRange()
    {
        var classes = new SizeClasses(binShards: [new(1, 512, 4), new(600, 2000, 2), new(20000, 30000, 8)]);
        Assert.That(classes.Bins.Select(b => b.ShardCount), Is.EqualTo(DefaultBins.Select(b => b.Size <= 512 ? 4 : b.Size is >= 640 and <= 2048 ? 2 : 1)));
    }

    [TestCase(3, 3, 2, 12)]
    [TestCase(4, 3, 2, 12)]
    [TestCase(4, 4, 2, 12)]
    [TestCase(4, 3, 1, 12)]
    [TestCase(4, 3, 3, 12)]
    [TestCase(5, 3, 3, 14)]
    [TestCase(4, 3, 2, 16)]
    public void EveryMappingIsTheSmallestClassThatFits(int quantum, int tiny, int group, int page)
    {
        var classes = new SizeClasses(new SizeClassGeometry { LgQuantum = quantum, LgTinyMin = tiny, LgGroup = group, LgPage = page }, largePad: 1UL << page);
        for (var i = 0; i < classes.Count; i++)
        {
            var size = classes.IndexToSize(i);
            var below = i == 0 ? 0 : classes.IndexToSize(i - 1);
            Assert.That(size, Is.GreaterThan(below));
            foreach (var request in new[] { below + 1, below + ((size - below) / 2), size }.Where(r => r > below))
            {
                Assert.That(classes.SizeToIndex(request), Is.EqualTo(i), $"{request}");
                Assert.That(classes.SizeToUsable(request), Is.EqualTo(size), $"{request}");
            }
        }

        for (var i = 0; i < classes.PageClassCount; i++)
        {
            var size = classes.PageIndexToSize(i);
            Assert.That(size % (ulong)classes.PageSize, Is.Zero);
            Assert.That(classes.PageSizeToIndex(size), Is.EqualTo(i));
            Assert.That(classes.PageSizeToIndex(size - (ulong)classes.PageSize + 1), Is.EqualTo(i));
            Assert.That(classes.PageSizeToIndex(size + 1), Is.EqualTo(i + 1));
            Assert.That(classes.PageSizeFloor(size + classes.LargePad), Is.EqualTo(size + classes.LargePad));
            Assert.That(classes.PageSizeCeiling(size + classes.LargePad), Is.EqualTo(size + classes.LargePad));
        }
    }

    [Test]
    public void SizesUpToTheLargestPageGroupAgreeWithTheDefinition()
    {
        var classes = new SizeClasses();
        var expected = 0;
        for (ulong size = 1; size <= 70000; size++)
        {
            while (classes.IndexToSize(expected) < size)
            {
                expected++;
            }

            Assert.That(classes.SizeToIndex(size), Is.EqualTo(expected));
        }
    }

    [Test]
    public void ZeroIsServedByTheFirstClassAndTooMuchByNone()
    {
        var classes = new SizeClasses();
        Assert.Multiple(() =>
        {
            Assert.That(classes.SizeToIndex(0), Is.Zero);
            Assert.That(classes.SizeToUsable(0), Is.EqualTo(8));
            Assert.That(classes.SizeToIndex(classes.LargeMax + 1), Is.EqualTo(classes.Count));
            Assert.That(classes.SizeToUsable(classes.LargeMax + 1), Is.Zero);
            Assert.That(classes.SizeToUsable(ulong.MaxValue), Is.Zero);
            Assert.That(classes.PageSizeToIndex(classes.LargeMax + 1), Is.EqualTo(classes.PageClassCount));
            Assert.That(classes.PageIndexToSize(classes.PageClassCount), Is.EqualTo(classes.LargeMax + 4096));
        });
    }

    // Answers of nallocx(size, MALLOCX_ALIGN(alignment)) of the library.
    [TestCase(0ul, 16ul, 8ul)]
    [TestCase(1ul, 16ul, 16ul)]
    [TestCase(17ul, 32ul, 32ul)]
    [TestCase(65ul, 64ul, 128ul)]
    [TestCase(200ul, 4096ul, 4096ul)]
    [TestCase(5000ul, 4096ul, 8192ul)]
    [TestCase(9000ul, 4096ul, 12288ul)]
    [TestCase(14000ul, 4096ul, 16384ul)]
    [TestCase(8ul, 8192ul, 16384ul)]
    [TestCase(20000ul, 65536ul, 20480ul)]
    [TestCase(8070450532247928832ul, 8192ul, 8070450532247928832ul)]
    [TestCase(8070450532247928833ul, 4096ul, 0ul)]
    [TestCase(1ul, 1ul << 63, 0ul)]
    public void AlignedRequestsGetTheLibrarysSize(ulong size, ulong alignment, ulong usable)
        => Assert.That(new SizeClasses().AlignedUsable(size, alignment), Is.EqualTo(usable));

    [Test]
    public void PageQuantizationKeepsUnusualExtentsUnderTheClassBelow([Values(0ul, 4096ul)] ulong pad)
    {
        var classes = new SizeClasses(largePad: pad);
        for (var size = 4096ul; size < 4 << 20; size += 4096)
        {
            var floor = classes.PageSizeFloor(size);
            var ceiling = classes.PageSizeCeiling(size);
            Assert.That(floor, Is.LessThanOrEqualTo(size));
            Assert.That(ceiling, Is.GreaterThanOrEqualTo(size));
            Assert.That(floor == size, Is.EqualTo(ceiling == size));
            Assert.That(classes.PageSizeFloor(ceiling), Is.EqualTo(ceiling));
        }
    }

    [Test]
    public void RegionIndexIsTheQuotient()
    {
        foreach (var bin in new SizeClasses(slabSizes: [new(1, 14336, 100000)]).Bins)
        {
            for (var region = 0; region < bin.RegionCount; region++)
            {
                Assert.That(bin.RegionIndex((ulong)region * bin.RegionSize), Is.EqualTo(region));
            }
        }
    }

    [Test]
    public void AnUnevenListIsSearchedAsWell()
    {
        SizeClass[] list = [new(8, true, 1), new(24, true, 3), new(40, true, 5), new(56, true, 7), new(4096, true, 1), new(8192, false, 0), new(12288, false, 0), new(1 << 20, false, 0)];
        var classes = new SizeClasses(new SizeClassGeometry(), list, [], [], 0);
        for (ulong size = 1; size <= 1 << 20; size += size < 10000 ? 1ul : 1009)
        {
            Assert.That(classes.SizeToUsable(size), Is.EqualTo(list.First(c => c.Size >= size).Size));
        }

        Assert.That(classes.SizeToUsable((1 << 20) + 1), Is.Zero);
    }

    [TestCase(4, 3, 0, 12, "LgGroup")]
    [TestCase(7, 3, 2, 12, "LgQuantum")]
    [TestCase(4, 5, 2, 12, "LgTinyMin")]
    [TestCase(4, 3, 2, 11, "LgPage")]
    public void AGeometryThatDoesNotCompileIsRefusedByName(int quantum, int tiny, int group, int page, string name)
        => Assert.That(
            () => new SizeClasses(new SizeClassGeometry { LgQuantum = quantum, LgTinyMin = tiny, LgGroup = group, LgPage = page }),
            Throws.ArgumentException.With.Message.Contains(name));

    [TestCase(14_336UL, 14_336UL)]
    [TestCase(14_337UL, 16_384UL)]
    [TestCase(33_000UL, 36_864UL)]
    [TestCase(8_400_000UL, 8_400_896UL)]
    public void WhereLargeSizesGoByPages_AnObjectIsAsManyPagesAsItNeeds(ulong size, ulong usable)
    {
        var classes = new SizeClasses { LargeGoByPages = true };
        Assert.That((classes.SizeToUsable(size), classes.AlignedUsable(size, 8_192)), Is.EqualTo((usable, Math.Max(usable, 16_384UL))));
    }
}
