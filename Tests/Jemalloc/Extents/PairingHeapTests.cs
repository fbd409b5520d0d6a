using AllocSim.Allocator.Jemalloc.Extents.Heaps;
using AllocSim.Allocator.Jemalloc.Extents.Records;

namespace AllocSim.Tests.Jemalloc.Extents;

[TestFixture]
internal sealed class PairingHeapTests
{
    private readonly HeapParts _parts = new();

    [Test]
    public void First_IsTheOldest_AndTheLowestOfThose()
    {
        PairingHeap<Edata, BySerialAndAddress> heap = default;
        int young = _parts.Extent(1, 1, serial: 2);
        int high = _parts.Extent(9, 1, serial: 1);
        int low = _parts.Extent(5, 1, serial: 1);
        foreach (int id in new[] { young, high, low })
        {
            heap.Insert(_parts.Table, id);
        }

        Assert.That(new[] { heap.RemoveFirst(_parts.Table), heap.RemoveFirst(_parts.Table), heap.RemoveFirst(_parts.Table) }, Is.EqualTo(new[] { low, high, young }));
    }

    [Test]
    public void AnEmptyHeap_HasNoFirst()
    {
        PairingHeap<Edata, BySerialAndAddress> heap = default;
        Assert.That((heap.IsEmpty, heap.First(_parts.Table), heap.RemoveFirst(_parts.Table)), Is.EqualTo((true, EdataTable.Null, EdataTable.Null)));
    }

    // Found through the library: a page slab that was not the oldest was taken.
    [Test]
    public void AnElementInsertedAfterTheRootWasRemoved_CanComeBeforeOneThatPrecedesIt_AsInTheLibrary()
    {
        PairingHeap<Edata, BySerialAndAddress> heap = default;
        int[] ids = [.. new ulong[] { 1, 3, 8, 7 }.Select(serial => _parts.Extent(serial, 1, serial))];
        heap.Insert(_parts.Table, ids[0]);
        heap.Insert(_parts.Table, ids[1]);
        heap.Insert(_parts.Table, ids[2]);
        heap.Remove(_parts.Table, ids[0]);
        heap.Insert(_parts.Table, ids[3]);
        Assert.That(_parts.Table[heap.First(_parts.Table)].Serial, Is.EqualTo(7));
    }

    // The same in 5.2.1, whose library took the oldest one: a slab of an explicit cache came from another place.
    [Test]
    public void UpTo521_TheFirstOneIsAlwaysTaken()
    {
        EdataTable table = new(512, (int)HeapParts.Page, HeapHabits.UpTo521);
        PairingHeap<Edata, BySerialAndAddress> heap = default;
        int[] ids = [.. new ulong[] { 1, 3, 8, 7 }.Select(serial => Extent(table, serial))];
        heap.Insert(table, ids[0]);
        heap.Insert(table, ids[1]);
        heap.Insert(table, ids[2]);
        heap.Remove(table, ids[0]);
        heap.Insert(table, ids[3]);
        Assert.That(table[heap.First(table)].Serial, Is.EqualTo(3));
    }

    private static int Extent(EdataTable table, ulong serial)
    {
        int id = table.Add();
        table[id].Init(0, serial * HeapParts.Page, HeapParts.Page, noSzind: 232, serial, ExtentState.Active, zeroed: false, committed: true, head: false);
        return id;
    }

    [Test]
    public void RandomOperations_AgreeWithASortedSet([Range(1, 8)] int seed)
    {
        var draws = new SeededDraws((ulong)seed);
        EdataTable table = _parts.Table;
        PairingHeap<Edata, BySerialAndAddress> heap = default;
        SortedSet<(ulong Serial, ulong Address, int Id)> model = [];
        for (int step = 0; step < 4_000; step++)
        {
            int what = draws.Below(10);
            if (what < 5 || model.Count == 0)
            {
                int id = _parts.Extent((ulong)((seed * 10_000) + step), 1, draws.Below(20UL));
                heap.Insert(table, id);
                model.Add((table[id].Serial, table[id].Address, id));
            }
            else if (what < 7)
            {
                var gone = model.ElementAt(draws.Below(model.Count));
                heap.Remove(table, gone.Id);
                model.Remove(gone);
            }
            else if (what < 9)
            {
                Assert.That(heap.RemoveFirst(table), Is.EqualTo(model.Min.Id));
                model.Remove(model.Min);
            }
            else
            {
                Assert.That(heap.First(table), Is.EqualTo(model.Min.Id));
            }

            Assert.That(heap.IsEmpty, Is.EqualTo(model.Count == 0));
        }

        List<int> listed = [];
        heap.AddTo(table, listed);
        Assert.That(listed, Is.EquivalentTo(model.Select(entry => entry.Id)));
    }

    // In the order of the shape, the one inserted last comes right after the root.
    [Test]
    public void AWalk_GoesRowByRow_AndNoFurtherThanThereIsRoom()
    {
        PairingHeap<Edata, BySerialAndAddress> heap = default;
        int[] ids = [.. new ulong[] { 1, 2, 3 }.Select(serial => _parts.Extent(serial, 1, serial))];
        foreach (int id in ids)
        {
            heap.Insert(_parts.Table, id);
        }

        int[] walked = new int[2];
        Assert.That((heap.Walk(_parts.Table, walked), walked[0], walked[1]), Is.EqualTo((2, ids[0], ids[2])));
    }
}
