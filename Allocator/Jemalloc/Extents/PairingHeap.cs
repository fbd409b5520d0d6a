using System.Numerics;

namespace AllocSim.Allocator.Jemalloc.Extents;

/// <summary>A heap of extents through their heap links: cheap to insert into, its first element found when asked for.</summary>
/// <remarks>
/// New elements wait as siblings of the root and are merged in pairs, more of them the longer none was taken out; children are merged in two
/// passes. Source of the shape: jemalloc 5.3.0, `include/jemalloc/internal/ph.h`. Elements are never equal under the orders used, so which
/// element comes first does not depend on the shape.
/// </remarks>
internal struct PairingHeap<TOrder>
    where TOrder : struct, IEdataOrder
{
    private int _root;
    private uint _waiting;

    /// <summary>Whether it holds nothing.</summary>
    public readonly bool IsEmpty => _root == EdataTable.Null;

    /// <summary>The first element, or <see cref="EdataTable.Null"/>.</summary>
    public int First(EdataTable table)
    {
        if (_root != EdataTable.Null)
        {
            MergeWaiting(table);
        }

        return _root;
    }

    /// <summary>Appends all elements, in no order that means anything, and leaves the heap as it is.</summary>
    public readonly void AddTo(EdataTable table, List<int> ids)
    {
        int next = ids.Count;
        if (_root != EdataTable.Null)
        {
            ids.Add(_root);
        }

        for (; next < ids.Count; next++)
        {
            ref Edata node = ref table[ids[next]];
            if (node.HeapChild != EdataTable.Null)
            {
                ids.Add(node.HeapChild);
            }

            if (node.HeapNext != EdataTable.Null)
            {
                ids.Add(node.HeapNext);
            }
        }
    }

    /// <summary>Adds an element that is in no heap.</summary>
    public void Insert(EdataTable table, int id)
    {
        ref Edata node = ref table[id];
        node.HeapPrev = node.HeapNext = node.HeapChild = EdataTable.Null;
        if (_root == EdataTable.Null)
        {
            _root = id;
            return;
        }

        ref Edata root = ref table[_root];
        if (TOrder.Precedes(node, root))
        {
            node.HeapChild = _root;
            root.HeapPrev = id;
            _root = id;
            _waiting = 0;
            return;
        }

        _waiting++;
        node.HeapNext = root.HeapNext;
        if (root.HeapNext != EdataTable.Null)
        {
            table[root.HeapNext].HeapPrev = id;
        }

        node.HeapPrev = _root;
        root.HeapNext = id;
        MergeSomeWaiting(table);
    }

    /// <summary>Takes out the first element; <see cref="EdataTable.Null"/> when there is none.</summary>
    public int RemoveFirst(EdataTable table)
    {
        if (_root == EdataTable.Null)
        {
            return EdataTable.Null;
        }

        MergeWaiting(table);
        int first = _root;
        _root = MergeChildren(table, first);
        return first;
    }

    /// <summary>Takes out an element that is in this heap.</summary>
    public void Remove(EdataTable table, int id)
    {
        ref Edata node = ref table[id];
        if (_root == id)
        {
            if (node.HeapChild == EdataTable.Null)
            {
                _root = node.HeapNext;
                if (_root != EdataTable.Null)
                {
                    table[_root].HeapPrev = EdataTable.Null;
                }

                return;
            }

            MergeWaiting(table);
            if (_root == id)
            {
                _root = MergeChildren(table, id);
                return;
            }
        }

        Detach(table, ref node, id);
    }

    private static void Detach(EdataTable table, ref Edata node, int id)
    {
        int replacement = MergeChildren(table, id);
        int next = node.HeapNext;
        int prev = node.HeapPrev;
        int successor = replacement != EdataTable.Null ? replacement : next;
        if (table[prev].HeapChild == id)
        {
            table[prev].HeapChild = successor;
        }
        else
        {
            table[prev].HeapNext = successor;
        }

        if (replacement != EdataTable.Null)
        {
            table[replacement].HeapPrev = prev;
            table[replacement].HeapNext = next;
        }

        if (next != EdataTable.Null)
        {
            table[next].HeapPrev = replacement != EdataTable.Null ? replacement : prev;
        }
    }

    private readonly void MergeSomeWaiting(EdataTable table)
    {
        if (_waiting <= 1)
        {
            return;
        }

        int merges = BitOperations.TrailingZeroCount(_waiting - 1);
        for (int i = 0; i < merges && MergeWaitingPair(table); i++)
        {
        }
    }

    private readonly bool MergeWaitingPair(EdataTable table)
    {
        int first = table[_root].HeapNext;
        int second = first == EdataTable.Null ? EdataTable.Null : table[first].HeapNext;
        if (second == EdataTable.Null)
        {
            return false;
        }

        int rest = table[second].HeapNext;
        Unlink(table, first);
        Unlink(table, second);
        int merged = Merge(table, first, second);
        table[merged].HeapNext = rest;
        if (rest != EdataTable.Null)
        {
            table[rest].HeapPrev = merged;
        }

        table[_root].HeapNext = merged;
        table[merged].HeapPrev = _root;
        return rest != EdataTable.Null;
    }

    private void MergeWaiting(EdataTable table)
    {
        _waiting = 0;
        int siblings = table[_root].HeapNext;
        if (siblings == EdataTable.Null)
        {
            return;
        }

        Unlink(table, _root);
        _root = Merge(table, _root, MergeSiblings(table, siblings));
    }

    private static int MergeChildren(EdataTable table, int id)
    {
        int child = table[id].HeapChild;
        return child == EdataTable.Null ? EdataTable.Null : MergeSiblings(table, child);
    }

    // First pass: pairs, left to right, queued through HeapNext. Second pass: the queue's head two are merged and appended until one is left.
    private static int MergeSiblings(EdataTable table, int first)
    {
        int head = EdataTable.Null;
        int tail = EdataTable.Null;
        for (int rest = first; rest != EdataTable.Null;)
        {
            int a = rest;
            int b = table[a].HeapNext;
            rest = b == EdataTable.Null ? EdataTable.Null : table[b].HeapNext;
            Unlink(table, a);
            if (b != EdataTable.Null)
            {
                Unlink(table, b);
                a = Merge(table, a, b);
            }

            Enqueue(table, a, ref head, ref tail);
        }

        while (table[head].HeapNext != EdataTable.Null)
        {
            int a = head;
            int b = table[a].HeapNext;
            head = table[b].HeapNext;
            if (head == EdataTable.Null)
            {
                tail = EdataTable.Null;
            }

            Unlink(table, a);
            Unlink(table, b);
            Enqueue(table, Merge(table, a, b), ref head, ref tail);
        }

        return head;
    }

    private static void Enqueue(EdataTable table, int id, ref int head, ref int tail)
    {
        if (tail == EdataTable.Null)
        {
            head = id;
        }
        else
        {
            table[tail].HeapNext = id;
        }

        tail = id;
    }

    private static void Unlink(EdataTable table, int id)
    {
        ref Edata node = ref table[id];
        node.HeapPrev = node.HeapNext = EdataTable.Null;
    }

    private static int Merge(EdataTable table, int a, int b)
    {
        if (!TOrder.Precedes(table[a], table[b]))
        {
            (a, b) = (b, a);
        }

        ref Edata parent = ref table[a];
        ref Edata child = ref table[b];
        child.HeapPrev = a;
        child.HeapNext = parent.HeapChild;
        if (parent.HeapChild != EdataTable.Null)
        {
            table[parent.HeapChild].HeapPrev = b;
        }

        parent.HeapChild = b;
        return a;
    }
}
