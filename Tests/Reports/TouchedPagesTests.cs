using AllocSim.Reports.Measures;

namespace AllocSim.Tests.Reports;

[TestFixture]
internal sealed class TouchedPagesTests
{
    private const int PageSize = 4096;

    [Test]
    public void APage_CountsOnceAWindow_AndAnObjectOnEveryPageOfIt()
    {
        TouchedPages pages = new(PageSize);
        pages.Touch(0, 0x10000, 1);
        pages.Touch(0, 0x10ff0, 32);
        pages.Touch(0, 0x10010, 0);
        pages.Close();
        pages.Touch(1, 0x11000, 3 * PageSize);
        pages.Close();
        pages.Close();
        Assert.That(pages.Counts, Is.EqualTo(new long[] { 2, 3, 0 }));
    }

    [TestCase(1UL)]
    [TestCase(2UL)]
    [TestCase(3UL)]
    public void JoinedWindows_CountWhatASetOfTheirPagesWould(ulong seed)
    {
        const int Windows = 64;
        ulong state = seed;
        List<(long Window, ulong Page)> touches = [];
        TouchedPages pages = new(PageSize);
        pages.Close(); // The sample before the first operation.
        int interval = 1;
        int kept = 1;
        for (int window = 0; window < Windows; window++)
        {
            for (int i = 0; i < 5; i++)
            {
                state = (state * 6364136223846793005) + 1442695040888963407;
                ulong page = (state >> 33) % 12;
                touches.Add((window, page));
                pages.Touch(window, page * PageSize, 8);
            }

            if ((window + 1) % interval == 0)
            {
                pages.Close();
                kept++;
            }

            if (kept == 16)
            {
                pages.Double();
                kept /= 2;
                interval *= 2;
            }
        }

        long[] expected = [0, .. Enumerable.Range(0, kept - 1).Select(i => touches.Where(touch => touch.Window / interval == i).Select(touch => touch.Page).Distinct().LongCount())];
        Assert.That(interval, Is.GreaterThan(4));
        Assert.That(pages.Counts, Is.EqualTo(expected));
    }
}
