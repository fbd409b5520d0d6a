namespace AllocSim.Simulator.Machine;

/// <content>The treap: order by address, heap by priority, the largest gap of each subtree at its root.</content>
internal sealed partial class GapTree
{
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
