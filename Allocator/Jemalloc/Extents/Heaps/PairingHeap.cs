using System.Numerics;

namespace AllocSim.Allocator.Jemalloc.Extents.Heaps;

/// <summary>A heap of records through their heap links: cheap to insert into, its first element found when asked for.</summary>
/// <remarks>
/// New elements wait as siblings of the root and are merged in pairs, more of them the longer none was taken out; children are merged in two
/// passes. Source of the shape: jemalloc 5.3.0, `include/jemalloc/internal/ph.h`. The shape matters although elements are never equal: when a root without
/// children is removed, the first of those that wait takes its place, and an element inserted before that one becomes the parent of all of them, also of any that comes before it.
/// The library can then take an element that is not the first, and so does this heap. Up to 5.2.1 no inserted element becomes a parent, and the first one is always taken.
/// </remarks>
internal partial struct PairingHeap<TNode, TOrder>
    where TNode : struct, IHeapNode
    where TOrder : struct, IHeapOrder<TNode>
{
    private const int Null = 0;

    private int _root;
    private uint _waiting;

    /// <summary>Whether it holds nothing.</summary>
    public readonly bool IsEmpty => _root == Null;

    /// <summary>The first element, or 0.</summary>
    public int First(RecordTable<TNode> table)
    {
        if (_root != Null)
        {
            MergeWaiting(table);
        }

        return _root;
    }

    /// <summary>Adds an element that is in no heap.</summary>
    public void Insert(RecordTable<TNode> table, int id)
    {
        ref TNode node = ref table[id];
        node.HeapPrev = node.HeapNext = node.HeapChild = Null;
        if (_root == Null)
        {
            _root = id;
            return;
        }

        ref TNode root = ref table[_root];
        if (table.LowestTakesRoot && TOrder.Precedes(node, root))
        {
            node.HeapChild = _root;
            root.HeapPrev = id;
            _root = id;
            _waiting = 0;
            return;
        }

        _waiting++;
        node.HeapNext = root.HeapNext;
        if (root.HeapNext != Null)
        {
            table[root.HeapNext].HeapPrev = id;
        }

        node.HeapPrev = _root;
        root.HeapNext = id;
        MergeSomeWaiting(table);
    }

    /// <summary>Takes out the first element; 0 when there is none.</summary>
    public int RemoveFirst(RecordTable<TNode> table)
    {
        if (_root == Null)
        {
            return Null;
        }

        MergeWaiting(table);
        int first = _root;
        _root = MergeChildren(table, first);
        return first;
    }

    /// <summary>Takes out an element that is in this heap.</summary>
    public void Remove(RecordTable<TNode> table, int id)
    {
        ref TNode node = ref table[id];
        if (_root == id)
        {
            if (node.HeapChild == Null && table.SkipsToWaiting)
            {
                _root = node.HeapNext;
                if (_root != Null)
                {
                    table[_root].HeapPrev = Null;
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

    private static void Detach(RecordTable<TNode> table, ref TNode node, int id)
    {
        int replacement = MergeChildren(table, id);
        int next = node.HeapNext;
        int prev = node.HeapPrev;
        int successor = replacement != Null ? replacement : next;
        if (table[prev].HeapChild == id)
        {
            table[prev].HeapChild = successor;
        }
        else
        {
            table[prev].HeapNext = successor;
        }

        if (replacement != Null)
        {
            table[replacement].HeapPrev = prev;
            table[replacement].HeapNext = next;
        }

        if (next != Null)
        {
            table[next].HeapPrev = replacement != Null ? replacement : prev;
        }
    }

    private readonly void MergeSomeWaiting(RecordTable<TNode> table)
    {
        uint unpaired = table.UnpairedWaiting;
        if (_waiting <= unpaired)
        {
            return;
        }

        int merges = BitOperations.TrailingZeroCount(_waiting - unpaired);
        for (int i = 0; i < merges && MergeWaitingPair(table); i++)
        {
        }
    }

    private readonly bool MergeWaitingPair(RecordTable<TNode> table)
    {
        int first = table[_root].HeapNext;
        int second = first == Null ? Null : table[first].HeapNext;
        if (second == Null)
        {
            return false;
        }

        int rest = table[second].HeapNext;
        Unlink(table, first);
        Unlink(table, second);
        int merged = Merge(table, first, second);
        table[merged].HeapNext = rest;
        if (rest != Null)
        {
            table[rest].HeapPrev = merged;
        }

        table[_root].HeapNext = merged;
        table[merged].HeapPrev = _root;
        return rest != Null;
    }

    private void MergeWaiting(RecordTable<TNode> table)
    {
        _waiting = 0;
        int siblings = table[_root].HeapNext;
        if (siblings == Null)
        {
            return;
        }

        Unlink(table, _root);
        _root = Merge(table, _root, MergeSiblings(table, siblings));
    }

    private static int MergeChildren(RecordTable<TNode> table, int id)
    {
        int child = table[id].HeapChild;
        return child == Null ? Null : MergeSiblings(table, child);
    }

    // First pass: pairs, left to right, queued through HeapNext. Second pass: the queue's head two are merged and appended until one is left.
    private static int MergeSiblings(RecordTable<TNode> table, int first)
    {
        int head = Null;
        int tail = Null;
        for (int rest = first; rest != Null;)
        {
            int a = rest;
            int b = table[a].HeapNext;
            rest = b == Null ? Null : table[b].HeapNext;
            Unlink(table, a);
            if (b != Null)
            {
                Unlink(table, b);
                a = Merge(table, a, b);
            }

            Enqueue(table, a, ref head, ref tail);
        }

        while (table[head].HeapNext != Null)
        {
            int a = head;
            int b = table[a].HeapNext;
            head = table[b].HeapNext;
            if (head == Null)
            {
                tail = Null;
            }

            Unlink(table, a);
            Unlink(table, b);
            Enqueue(table, Merge(table, a, b), ref head, ref tail);
        }

        return head;
    }

    private static void Enqueue(RecordTable<TNode> table, int id, ref int head, ref int tail)
    {
        if (tail == Null)
        {
            head = id;
        }
        else
        {
            table[tail].HeapNext = id;
        }

        tail = id;
    }

    private static void Unlink(RecordTable<TNode> table, int id)
    {
        ref TNode node = ref table[id];
        node.HeapPrev = node.HeapNext = Null;
    }

    private static int Merge(RecordTable<TNode> table, int a, int b)
    {
        if (!TOrder.Precedes(table[a], table[b]))
        {
            (a, b) = (b, a);
        }

        ref TNode parent = ref table[a];
        ref TNode child = ref table[b];
        child.HeapPrev = a;
        child.HeapNext = parent.HeapChild;
        if (parent.HeapChild != Null)
        {
            table[parent.HeapChild].HeapPrev = b;
        }

        parent.HeapChild = b;
        return a;
    }
}
