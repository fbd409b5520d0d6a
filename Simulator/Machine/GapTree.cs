namespace AllocSim.Simulator.Machine;

/// <summary>The free gaps of an address range, ordered by address: highest fit, containment and coalescing in logarithmic time.</summary>
/// <remarks>A treap over parallel nodes, each with the largest gap below it. Priorities come from a counter, so equal histories give equal trees. Gaps never touch or overlap.</remarks>
internal sealed class GapTree
{
    private Node[] _nodes = new Node[64];
    private int _root;
    private int _used = 1;
    private int _free;
    private uint _draw = 0x9e3779b9;

    /// <summary>Makes a tree with one gap.</summary>
    public GapTree(ulong low, ulong high)
    {
        _root = NewNode(low, high);
        Count = 1;
    }

    /// <summary>How many gaps there are.</summary>
    public int Count { get; private set; }

    /// <summary>Takes [address, address + bytes) out of the gap that holds all of it.</summary>
    /// <returns>False when no gap does.</returns>
    public bool TryTakeAt(ulong address, ulong bytes)
    {
        int found = LastAtOrBelow(address);
        ulong end = unchecked(address + bytes);
        if (found == 0 || end > _nodes[found].High)
        {
            return false;
        }

        ulong low = _nodes[found].Low;
        ulong high = _nodes[found].High;
        Remove(low);
        if (low < address)
        {
            Insert(low, address);
        }

        if (end < high)
        {
            Insert(end, high);
        }

        return true;
    }

    /// <summary>Takes the top of the highest gap that holds <paramref name="bytes"/>.</summary>
    /// <returns>Where it begins, or 0 when no gap is large enough.</returns>
    public ulong TakeHighest(ulong bytes)
    {
        int node = _root;
        if (node == 0 || _nodes[node].Largest < bytes)
        {
            return 0;
        }

        while (true)
        {
            ref Node n = ref _nodes[node];
            if (n.Right != 0 && _nodes[n.Right].Largest >= bytes)
            {
                node = n.Right;
            }
            else if (n.High - n.Low >= bytes)
            {
                break;
            }
            else
            {
                node = n.Left;
            }
        }

        ulong low = _nodes[node].Low;
        ulong address = _nodes[node].High - bytes;
        if (address == low)
        {
            Remove(low);
        }
        else
        {
            Resize(_root, low, low, address);
        }

        return address;
    }

    /// <summary>Gives [low, high) back. A range that is free already, or runs into a free one from above, stays as it is.</summary>
    public void Give(ulong low, ulong high)
    {
        int below = high == 0 ? 0 : LastAtOrBelow(high - 1);
        if (below != 0 && _nodes[below].High > low)
        {
            return;
        }

        int above = LastAtOrBelow(high);
        bool joinsAbove = above != 0 && _nodes[above].Low == high;
        bool joinsBelow = below != 0 && _nodes[below].High == low;
        if (joinsAbove && joinsBelow)
        {
            ulong lowest = _nodes[below].Low;
            ulong highest = _nodes[above].High;
            Remove(high);
            Resize(_root, lowest, lowest, highest);
        }
        else if (joinsAbove)
        {
            Resize(_root, high, low, _nodes[above].High);
        }
        else if (joinsBelow)
        {
            Resize(_root, _nodes[below].Low, _nodes[below].Low, high);
        }
        else
        {
            Insert(low, high);
        }
    }

    private int LastAtOrBelow(ulong address)
    {
        int node = _root;
        int best = 0;
        while (node != 0)
        {
            if (_nodes[node].Low <= address)
            {
                best = node;
                node = _nodes[node].Right;
            }
            else
            {
                node = _nodes[node].Left;
            }
        }

        return best;
    }

    private void Insert(ulong low, ulong high)
    {
        int fresh = NewNode(low, high);
        _root = Insert(_root, fresh);
        Count++;
    }

    private int Insert(int node, int fresh)
    {
        if (node == 0)
        {
            return fresh;
        }

        if (_nodes[fresh].Priority > _nodes[node].Priority)
        {
            (int left, int right) = Split(node, _nodes[fresh].Low);
            _nodes[fresh].Left = left;
            _nodes[fresh].Right = right;
            Pull(fresh);
            return fresh;
        }

        if (_nodes[fresh].Low < _nodes[node].Low)
        {
            int left = Insert(_nodes[node].Left, fresh);
            _nodes[node].Left = left;
        }
        else
        {
            int right = Insert(_nodes[node].Right, fresh);
            _nodes[node].Right = right;
        }

        Pull(node);
        return node;
    }

    private void Remove(ulong low)
    {
        _root = Remove(_root, low);
        Count--;
    }

    private int Remove(int node, ulong low)
    {
        if (_nodes[node].Low == low)
        {
            int merged = Merge(_nodes[node].Left, _nodes[node].Right);
            _nodes[node].Left = _free;
            _free = node;
            return merged;
        }

        if (low < _nodes[node].Low)
        {
            _nodes[node].Left = Remove(_nodes[node].Left, low);
        }
        else
        {
            _nodes[node].Right = Remove(_nodes[node].Right, low);
        }

        Pull(node);
        return node;
    }

    /// <summary>Changes the bounds of the gap that begins at <paramref name="key"/>; its place in the order must stay.</summary>
    private void Resize(int node, ulong key, ulong low, ulong high)
    {
        if (_nodes[node].Low == key)
        {
            _nodes[node].Low = low;
            _nodes[node].High = high;
        }
        else
        {
            Resize(key < _nodes[node].Low ? _nodes[node].Left : _nodes[node].Right, key, low, high);
        }

        Pull(node);
    }

    private (int Left, int Right) Split(int node, ulong key)
    {
        if (node == 0)
        {
            return (0, 0);
        }

        if (_nodes[node].Low < key)
        {
            (int left, int right) = Split(_nodes[node].Right, key);
            _nodes[node].Right = left;
            Pull(node);
            return (node, right);
        }
        else
        {
            (int left, int right) = Split(_nodes[node].Left, key);
            _nodes[node].Left = right;
            Pull(node);
            return (left, node);
        }
    }

    private int Merge(int left, int right)
    {
        if (left == 0 || right == 0)
        {
            return left + right;
        }

        if (_nodes[left].Priority > _nodes[right].Priority)
        {
            _nodes[left].Right = Merge(_nodes[left].Right, right);
            Pull(left);
            return left;
        }

        _nodes[right].Left = Merge(left, _nodes[right].Left);
        Pull(right);
        return right;
    }

    private void Pull(int node)
    {
        ref Node n = ref _nodes[node];
        ulong largest = n.High - n.Low;
        largest = Math.Max(largest, n.Left == 0 ? 0 : _nodes[n.Left].Largest);
        n.Largest = Math.Max(largest, n.Right == 0 ? 0 : _nodes[n.Right].Largest);
    }

    private int NewNode(ulong low, ulong high)
    {
        int node = _free;
        if (node != 0)
        {
            _free = _nodes[node].Left;
        }
        else
        {
            node = _used++;
            if (node == _nodes.Length)
            {
                Array.Resize(ref _nodes, node * 2);
            }
        }

        _draw ^= _draw << 13;
        _draw ^= _draw >> 17;
        _draw ^= _draw << 5;
        _nodes[node] = new Node { Low = low, High = high, Largest = high - low, Priority = _draw };
        return node;
    }

    private struct Node
    {
        public ulong Low;
        public ulong High;
        public ulong Largest;
        public uint Priority;
        public int Left;
        public int Right;
    }
}
