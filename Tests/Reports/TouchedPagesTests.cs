using AllocSim.Reports.Measures.Pages;

namespace AllocSim.Tests.Reports;

[TestFixture]
internal sealed class TouchedPagesTests
{
    private const int PageSize = 4096;

    [Test]
    public void APage_CountsOnceAWindow_AndAnObjectOnEveryPageOfIt()
    {
        TouchedPages pages = new(PageSize, canJoin: false);
        pages.Touch(0x10000, 1);
        pages.Touch(0x10ff0, 32);
        pages.Touch(0x10010, 0);
        pages.Close();
        pages.Touch(0x11000, 3 * PageSize);
        pages.Close();
        pages.Close();
        Assert.That(pages.Counts, Is.EqualTo(new long[] { 2, 3, 0 }));
    }

    [TestCase(1UL)]
    [TestCase(2UL)]
    [TestCase(3UL)]
    public void JoinedWindows_CountWhatASetOfTheirPagesWould(ulong seed)
    {
        ulong state = seed;
        TouchedPages pages = new(PageSize, canJoin: true);
        List<HashSet<ulong>> expected = [[]];
        for (int window = 0; window < 64; window++)
        {
            for (int i = 0; i < 5; i++)
            {
                ulong page = Random(12);
                expected[^1].Add(page);
                pages.Touch(page * PageSize, 8);
            }

            pages.Close();
            expected.Add([]);
            if (window % 8 == 7)
            {
                int[] staying = [.. Enumerable.Range(0, expected.Count - 1).Where(_ => Random(2) == 0)];
                pages.Join(staying);
                expected = Joined(expected, staying);
            }
        }

        pages.Close();
        Assert.That(expected, Has.Count.InRange(4, 32));
        Assert.That(pages.Counts, Is.EqualTo(expected.Select(window => (long)window.Count)));

        ulong Random(ulong below)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            return (state >> 33) % below;
        }
    }

    private static List<HashSet<ulong>> Joined(List<HashSet<ulong>> windows, int[] staying)
    {
        List<HashSet<ulong>> joined = [[]];
        for (int i = 0; i < windows.Count; i++)
        {
            joined[^1].UnionWith(windows[i]);
            if (staying.Contains(i))
            {
                joined.Add([]);
            }
        }

        return joined;
    }
}
