using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Tests.Jemalloc.Sizes;

[TestFixture]
internal sealed class SizeClassChoiceTests
{
    [Test]
    public void TheDefaultChoice_BuildsTheLibrarysClasses()
    {
        SizeClasses built = SizeClassChoice.Default.Build(4096, [], [], 4096);
        SizeClasses own = new();
        Assert.That(built.Count, Is.EqualTo(own.Count));
        Assert.That(Enumerable.Range(0, own.Count).Select(built.IndexToSize), Is.EqualTo(Enumerable.Range(0, own.Count).Select(own.IndexToSize)));
        Assert.That(built.Bins, Is.EqualTo(own.Bins));
        Assert.That(built.PageClassCount, Is.EqualTo(own.PageClassCount));
    }

    [TestCase("default", "default")]
    [TestCase("", "default")]
    [TestCase("lg_ngroup:2", "default")]
    [TestCase("small_max:8192,lg_quantum:5", "lg_quantum:5,small_max:8192")]
    [TestCase("fit:32", "fit:32")]
    [TestCase("list:8:1|16:1|48:3", "list:8:1|16:1|48:3")]
    public void AChoice_HasOneSpelling(string text, string spelling) => Assert.That(Good(text).ToString(), Is.EqualTo(spelling));

    [TestCase("lg_quantum:7", "expected a whole number from 3 to 6")]
    [TestCase("lg_ngrop:3", "did you mean lg_ngroup?")]
    [TestCase("lg_ngroup:3,lg_ngroup:3", "is given twice")]
    [TestCase("small_min:32", "not a power of two from 8 to the quantum, 16 B")]
    [TestCase("small_max:10000", "8192 and 10240 are the nearest")]
    [TestCase("list:", "the list is empty")]
    [TestCase("list:16:1,fit:3", "a list says all")]
    [TestCase("list:16", "'16' is not a class")]
    public void AWrongChoice_IsExplained(string text, string part) => Assert.That(Errors(text).Single(), Does.Contain(part));

    [Test]
    public void AnImpossibleList_IsToldWholeAndInItsPlaces()
    {
        List<string> errors = [];
        SizeClassText.Parse("list:12:1|16:1|40:1|32:1|5008:1|64:9|0:1", 4096, errors, i => $"f:{i + 1}");
        Assert.That(errors, Is.EqualTo((string[])
        [
            "f:1: a class of 12 B is below the quantum of 16 B and not a power of two from 8 on",
            "f:3: a class of 40 B is not a multiple of the quantum of 16 B; the next one is 48 B",
            "f:4: the class of 32 B does not ascend: the one before it has 40 B",
            "f:5: a class of 5008 B is larger than its slab of 1 page of 4096 B; 2 pages would hold it",
            "f:6: a slab of 9 pages holds 576 regions of 64 B; at most 512 can be, which is 8 pages",
            "f:6: the class of 64 B does not ascend: the one before it has 5008 B",
            "f:7: a class of 0 B cannot be small; expected 8 to 1048576 B",
            "f:7: the class of 0 B does not ascend: the one before it has 64 B",
        ]));
    }

    [TestCase("list:8:1|16:1|48:3|3008:3|5008:5", 4096)]
    [TestCase("list:2048:1", 4096)]
    [TestCase("list:16:1|96:3|1008:9|5008:7|9008:16", 4096)]
    [TestCase("list:6016:3", 4096)]
    [TestCase("small_max:2048", 4096)]
    [TestCase("small_max:65536", 4096)]
    [TestCase("lg_ngroup:4,lg_quantum:3", 4096)]
    [TestCase("lg_ngroup:1,small_min:16", 65536)]
    public void EveryRequestGetsTheSmallestClassThatHoldsIt(string text, int pageSize)
    {
        SizeClasses classes = Good(text, pageSize).Build(pageSize, [], [], 0);
        ulong[] sizes = [.. Enumerable.Range(0, classes.Count).Select(classes.IndexToSize)];
        for (ulong size = 1; size < 1 << 20; size += size < 20_000 ? 1UL : 997)
        {
            int index = classes.SizeToIndex(size);
            Assert.That(sizes[index] >= size && (index == 0 || sizes[index - 1] < size), $"{size}");
        }

        for (ulong alignment = 8; alignment <= 4096; alignment *= 2)
        {
            for (ulong size = 1; size < 10_000; size += 7)
            {
                ulong usable = classes.AlignedUsable(size, alignment);
                Assert.That(usable >= size && (usable > classes.SmallMax || usable % alignment == 0), $"{size} at {alignment}");
            }
        }
    }

    internal static SizeClassChoice Good(string text, int pageSize = 4096)
    {
        List<string> errors = [];
        SizeClassChoice choice = SizeClassText.Parse(text, pageSize, errors);
        Assert.That(errors, Is.Empty);
        return choice;
    }

    private static List<string> Errors(string text)
    {
        List<string> errors = [];
        SizeClassText.Parse(text, 4096, errors);
        return errors;
    }
}
