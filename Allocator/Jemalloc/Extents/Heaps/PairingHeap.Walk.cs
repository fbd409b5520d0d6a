namespace AllocSim.Allocator.Jemalloc.Extents.Heaps;

/// <content>Looking at the elements, which changes nothing.</content>
internal partial struct PairingHeap<TNode, TOrder>
    where TNode : struct, IHeapNode
    where TOrder : struct, IHeapOrder<TNode>
{
    /// <summary>Appends all elements, in no order that means anything, and leaves the heap as it is.</summary>
    public readonly void AddTo(RecordTable<TNode> table, List<int> ids)
    {
        int next = ids.Count;
        if (_root != Null)
        {
            ids.Add(_root);
        }

        for (; next < ids.Count; next++)
        {
            ref TNode node = ref table[ids[next]];
            if (node.HeapChild != Null)
            {
                ids.Add(node.HeapChild);
            }

            if (node.HeapNext != Null)
            {
                ids.Add(node.HeapNext);
            }
        }
    }

    /// <summary>The first elements in the order of the heap's shape, row by row: at most as many as there is room for.</summary>
    /// <returns>How many there are.</returns>
    public readonly int Walk(RecordTable<TNode> table, Span<int> ids)
    {
        int count = 0;
        Add(_root, ids);
        for (int next = 0; next < count; next++)
        {
            ref TNode node = ref table[ids[next]];
            Add(node.HeapChild, ids);
            Add(node.HeapNext, ids);
        }

        return count;

        void Add(int id, Span<int> into)
        {
            if (id != Null && count < into.Length)
            {
                into[count++] = id;
            }
        }
    }
}
