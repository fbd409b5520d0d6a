namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <summary>A path of controls on the way to be read: its numbers, and the name by which it was built.</summary>
internal sealed class CtlPath
{
    private readonly string?[] _names = new string?[Ctl.Ctl.MaxDepth];
    private readonly bool[] _isIndex = new bool[Ctl.Ctl.MaxDepth];

    /// <summary>The numbers.</summary>
    public ulong[] Mib { get; } = new ulong[Ctl.Ctl.MaxDepth];

    /// <summary>The number at a level; setting it makes the level one that is counted.</summary>
    public ulong this[int depth]
    {
        get => Mib[depth];
        set
        {
            Mib[depth] = value;
            _isIndex[depth] = true;
        }
    }

    /// <summary>Notes a name behind the first levels.</summary>
    /// <returns>The new depth.</returns>
    public int Append(int depth, string name)
    {
        foreach (string element in name.Split('.'))
        {
            _names[depth] = element;
            _isIndex[depth++] = false;
        }

        return depth;
    }

    /// <summary>The whole name of a control right below the first levels, number 0 at those that are counted.</summary>
    public string NameOf(int depth, string leaf) => string.Join('.', Enumerable.Range(0, depth).Select(i => _isIndex[i] ? "0" : _names[i]).Append(leaf));

    /// <summary>Puts the numbers of the counted levels into another path.</summary>
    public void CopyIndices(ulong[] mib, int depth)
    {
        for (int i = 0; i < depth; i++)
        {
            mib[i] = _isIndex[i] ? Mib[i] : mib[i];
        }
    }
}
