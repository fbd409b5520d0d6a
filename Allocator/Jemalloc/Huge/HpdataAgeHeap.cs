namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>Page slabs by age, the oldest first. Ages in a heap are never equal, so which comes first does not depend on the heap's shape.</summary>
internal sealed class HpdataAgeHeap
{
    private Hpdata[] _items = [];
    private int _count;

    /// <summary>Whether it holds nothing.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>The oldest; there is one.</summary>
    public Hpdata First => _items[0];

    /// <summary>Adds a page slab that is in no heap.</summary>
    public void Insert(Hpdata item)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, Math.Max(4, 2 * _count));
        }

        Rise(item, _count++);
    }

    /// <summary>Takes out a page slab that is in this heap.</summary>
    public void Remove(Hpdata item)
    {
        Hpdata last = _items[--_count];
        if (last != item)
        {
            Sink(last, item.HeapIndex);
            Rise(last, last.HeapIndex);
        }
    }

    private void Rise(Hpdata item, int index)
    {
        for (int parent = (index - 1) / 2; index > 0 && item.Age < _items[parent].Age; parent = (index - 1) / 2)
        {
            Put(_items[parent], index);
            index = parent;
        }

        Put(item, index);
    }

    private void Sink(Hpdata item, int index)
    {
        for (int child = (2 * index) + 1; child < _count; child = (2 * index) + 1)
        {
            child += child + 1 < _count && _items[child + 1].Age < _items[child].Age ? 1 : 0;
            if (item.Age < _items[child].Age)
            {
                break;
            }

            Put(_items[child], index);
            index = child;
        }

        Put(item, index);
    }

    private void Put(Hpdata item, int index)
    {
        _items[index] = item;
        item.HeapIndex = index;
    }
}
