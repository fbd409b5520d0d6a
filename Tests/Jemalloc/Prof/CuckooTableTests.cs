using AllocSim.Allocator.Jemalloc.Prof.Records;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Tests.Jemalloc.Prof;

/// <summary>The expected values are what jemalloc 5.3.0's own `ckh.c` and `hash.h` give for the same keys.</summary>
[TestFixture]
internal sealed class CuckooTableTests
{
    private const uint Seed = 0x94122f33;

    private static readonly ulong[] Words = [0x7ffff7600000, 0x400010, 0x0123456789abcdef, 0xffffffffffffffff, 42];

    [TestCase(1, 0x61259c06b772db5ul, 0xf7c2530b5e20ed7ful)]
    [TestCase(2, 0x1d732e17fed945e6ul, 0xffc7fae1f6ae52d4ul)]
    [TestCase(3, 0xbdb094a53a5a947ul, 0x593ef4b6806d4f3eul)]
    [TestCase(4, 0x4ea76f9f3cb371e5ul, 0xfcf113963e13773aul)]
    [TestCase(5, 0x46dde1548d9681ccul, 0x630237890bb3ed42ul)]
    public void TheHash_IsTheLibrarys(int words, ulong first, ulong second)
        => Assert.That(MurmurHash3.Hash(Words.AsSpan(0, words), Seed), Is.EqualTo((first, second)));

    [Test]
    public void ATable_GrowsAndShrinks_WhenTheLibrarysDoes_AndKeepsItsOrder()
    {
        TableSizes memory = new();
        Tsd thread = new(0, 0, 1, 0);
        CuckooTable<Tuple<int>> table = CuckooTable<Tuple<int>>.Create(memory, thread)!;
        Backtrace[] keys = [.. Enumerable.Range(0, 1_000).Select(i => new Backtrace([0x7ffff7600000, 0x400000 + (16 * (ulong)i), (ulong)i]))];
        for (int i = 0; i < keys.Length; i++)
        {
            memory.Step = i;
            Assert.That(table.TryInsert(thread, keys[i], Tuple.Create(i)), Is.True);
        }

        Assert.That(memory.Taken, Is.EqualTo(new[] { (0, 2048ul), (115, 4096ul), (227, 8192ul), (457, 16384ul), (924, 32768ul) }));
        Assert.That(table.Values.Take(6).Select(value => value.Item1), Is.EqualTo(new[] { 462, 871, 54, 101, 541, 576 }));
        Assert.That(keys.Select((key, i) => table.TryFind(key, out Tuple<int>? value) && value.Item1 == i), Has.All.True);
        memory.Taken.Clear();
        for (int i = 0; i < 990; i++)
        {
            memory.Step = i;
            table.Remove(thread, keys[i]);
        }

        Assert.That(memory.Taken, Is.EqualTo(new[] { (488, 16384ul), (744, 8192ul), (872, 4096ul), (936, 2048ul) }));
        Assert.That(table.Values.Select(value => value.Item1), Is.EqualTo(new[] { 992, 999, 990, 997, 991, 993, 996, 994, 995, 998 }));
        Assert.That(table.TryFind(keys[0], out _), Is.False);
    }
}
