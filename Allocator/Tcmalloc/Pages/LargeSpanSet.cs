using AllocSim.Allocator.Tcmalloc.Sources;

namespace AllocSim.Allocator.Tcmalloc.Pages;

/// <summary>Free spans that are too long for lists, by length and then by address. (SpanSet)</summary>
/// <remarks>
/// The library has a red-black tree, here it is a treap: which span is found is the same. A node's priority is a hash of its span's number, so that equal runs make equal trees.
/// Both sets of a heap take the records of their nodes from one pool.
/// </remarks>
internal sealed class LargeSpanSet
{
    /// <summary>Bytes of a node's record.</summary>
    public const int NodeBytes = 48;

    private readonly SpanTable _spans;
    private readonly RecordPool _nodes;
    private int[] _left = new int[64];
    private int[] _right = new int[64];
    private int _root;

    /// <summary>Makes an empty set.</summary>
    public LargeSpanSet(SpanTable spans, RecordPool nodes)
    {
        _spans = spans;
        _nodes = nodes;
    }

    /// <summary>Spans in the set.</summary>
    public int Count { get; private set; }

    /// <summary>Their pages.</summary>
    public ulong Pages { get; private set; }

    /// <summary>The first span: the shortest, of those the lowest; 0 in an empty set.</summary>
    public int First
    {
        get
        {
            int found = _root;
            while (found != 0 && _left[found] != 0)
            {
                found = _left[found];
            }

            return found;
        }
    }

    /// <summary>The first span of at least so many pages; 0 for none.</summary>
    public int FirstOfAtLeast(ulong pages)
    {
        int found = 0;
        int node = _root;
        while (node != 0)
        {
            if (_spans[node].Length >= pages)
            {
                found = node;
                node = _left[node];
            }
            else
            {
                node = _right[node];
            }
        }

        return found;
    }

    /// <summary>Adds a span.</summary>
    public void Add(int span)
    {
        if (_nodes.Cut == 0)
        {
            _nodes.Start();
        }

        int node = _nodes.New();
        _nodes.Touch(node);
        _spans[span].Node = node;
        if (span >= _left.Length)
        {
            int size = Math.Max(span + 1, _left.Length * 2);
            Array.Resize(ref _left, size);
            Array.Resize(ref _right, size);
        }

        _root = Insert(_root, span);
        Count++;
        Pages += _spans[span].Length;
    }

    /// <summary>Takes a span out.</summary>
    public void Remove(int span)
    {
        _root = Erase(_root, span);
        _nodes.Delete(_spans[span].Node);
        Count--;
        Pages -= _spans[span].Length;
    }

    /// <summary>The span that follows another one, or is first for 0; 0 at the end.</summary>
    public int Next(int span)
    {
        int found = 0;
        int node = _root;
        while (node != 0)
        {
            if (span == 0 || IsBefore(span, node))
            {
                found = node;
                node = _left[node];
            }
            else
            {
                node = _right[node];
            }
        }

        return found;
    }

    private int Insert(int tree, int span)
    {
        if (tree == 0 || Priority(span) > Priority(tree))
        {
            (_left[span], _right[span]) = Split(tree, span);
            return span;
        }

        if (IsBefore(span, tree))
        {
            _left[tree] = Insert(_left[tree], span);
        }
        else
        {
            _right[tree] = Insert(_right[tree], span);
        }

        return tree;
    }

    private (int Before, int After) Split(int tree, int span)
    {
        if (tree == 0)
        {
            return (0, 0);
        }

        if (IsBefore(tree, span))
        {
            (_right[tree], int after) = Split(_right[tree], span);
            return (tree, after);
        }

        (int before, _left[tree]) = Split(_left[tree], span);
        return (before, tree);
    }

    private int Erase(int tree, int span)
    {
        if (tree == span)
        {
            return Merge(_left[span], _right[span]);
        }

        if (IsBefore(span, tree))
        {
            _left[tree] = Erase(_left[tree], span);
        }
        else
        {
            _right[tree] = Erase(_right[tree], span);
        }

        return tree;
    }

    private int Merge(int before, int after)
    {
        if (before == 0 || after == 0)
        {
            return before | after;
        }

        if (Priority(before) > Priority(after))
        {
            _right[before] = Merge(_right[before], after);
            return before;
        }

        _left[after] = Merge(before, _left[after]);
        return after;
    }

    private bool IsBefore(int a, int b)
    {
        ulong lengthA = _spans[a].Length;
        ulong lengthB = _spans[b].Length;
        return lengthA < lengthB || (lengthA == lengthB && _spans[a].Start < _spans[b].Start);
    }

    // An odd multiplier: different for every span.
    private static uint Priority(int span)
    {
        uint mixed = unchecked((uint)span * 0x9e37_79b1u);
        return unchecked((mixed ^ (mixed >> 15)) * 0x85eb_ca6bu);
    }
}
