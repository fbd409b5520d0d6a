namespace AllocSim.Simulator.Machine;

/// <summary>The free gaps of an address range, ordered by address: highest fit, containment and coalescing in logarithmic time.</summary>
/// <remarks>A treap over parallel nodes, each with the largest gap below it. Priorities come from a counter, so equal histories give equal trees. Gaps never touch or overlap.</remarks>
internal sealed partial class GapTree
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
}
