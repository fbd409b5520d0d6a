using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Vam;

/// <summary>A piece of address space of one type, cut into clusters of pages of one size. (PageClusterHeap)</summary>
internal sealed class Partition : RingNode
{
    private const int NoReap = -1;

    private int[] _nextFreed = [];
    private int[] _reaps = [];
    private bool[] _isKept = [];
    private ulong _mapAddress;
    private ulong _mapBytes;
    private ulong _pageMapAddress;
    private ulong _pageMapBytes;
    private int _freed;
    private int _neverUsed;

    /// <summary>Its type: 0 for the common heap, otherwise the order of its reaps.</summary>
    public int Type { get; private set; }

    /// <summary>Where it is.</summary>
    public ulong Address { get; private set; }

    /// <summary>Its length in bytes.</summary>
    public ulong Bytes { get; private set; }

    /// <summary>Bytes in a cluster.</summary>
    public ulong ClusterBytes { get; private set; }

    /// <summary>Clusters that it has.</summary>
    public int ClusterCount { get; private set; }

    /// <summary>Clusters that are free.</summary>
    public int FreeCount { get; private set; }

    /// <summary>Free clusters whose pages were used and are still there.</summary>
    public int KeptCount { get; private set; }

    /// <summary>Whether it is in the list of full ones. It gets there only when it is asked in vain.</summary>
    public bool IsFull { get; set; }

    /// <summary>Whether all clusters are free.</summary>
    public bool IsEmpty => FreeCount == ClusterCount;

    /// <summary>Bytes of its two maps.</summary>
    public ulong MapBytes => _mapBytes + _pageMapBytes;

    /// <summary>Begins anew in fresh mappings: the space, the map of clusters, a map of pages that nobody uses. Both maps are cleared, so touched.</summary>
    public void Open(SimMachine machine, AlignedMappings mappings, VamLayout layout, int type, ulong bytes, ulong alignment, ulong clusterBytes)
    {
        Type = type;
        Bytes = bytes;
        ClusterBytes = clusterBytes;
        ClusterCount = (int)(bytes / clusterBytes);
        FreeCount = ClusterCount;
        KeptCount = 0;
        Address = mappings.Map(bytes, alignment);
        _mapBytes = VamHeap.WholePages((ulong)ClusterCount * layout.ClusterEntryBytes);
        _mapAddress = mappings.Map(_mapBytes, VamHeap.PageBytes);
        machine.Touch(_mapAddress, _mapBytes);
        _pageMapBytes = VamHeap.WholePages(bytes / VamHeap.PageBytes);
        _pageMapAddress = mappings.Map(_pageMapBytes, VamHeap.PageBytes);
        machine.Touch(_pageMapAddress, _pageMapBytes);
        _freed = NoReap;
        _neverUsed = 0;
        if (_nextFreed.Length < ClusterCount)
        {
            _nextFreed = new int[ClusterCount];
            _reaps = new int[ClusterCount];
            _isKept = new bool[ClusterCount];
        }

        Array.Clear(_isKept, 0, ClusterCount);
    }

    /// <summary>Gives the mappings back, in the order in which they were made.</summary>
    public void Close(AlignedMappings mappings)
    {
        mappings.Unmap(Address, Bytes);
        mappings.Unmap(_mapAddress, _mapBytes);
        mappings.Unmap(_pageMapAddress, _pageMapBytes);
    }

    /// <summary>The cluster that was freed last, else the lowest that was never used; 0 when none is free.</summary>
    public ulong Allocate()
    {
        if (FreeCount == 0)
        {
            return 0;
        }

        FreeCount--;
        int cluster = _freed;
        if (cluster >= 0)
        {
            _freed = _nextFreed[cluster];
        }
        else
        {
            cluster = _neverUsed++;
        }

        if (_isKept[cluster])
        {
            _isKept[cluster] = false;
            KeptCount--;
        }

        return Address + ((ulong)cluster * ClusterBytes);
    }

    /// <summary>Frees a cluster.</summary>
    /// <param name="address">The cluster.</param>
    /// <param name="isKept">Whether its pages are left as they are.</param>
    public void Free(ulong address, bool isKept)
    {
        int cluster = ClusterOf(address);
        _nextFreed[cluster] = _freed;
        _freed = cluster;
        FreeCount++;
        _isKept[cluster] = isKept;
        KeptCount += isKept ? 1 : 0;
    }

    /// <summary>What is true of each cluster, for who looks on from outside.</summary>
    public ClusterState[] ReadStates()
    {
        ClusterState[] states = new ClusterState[ClusterCount];
        for (int cluster = _neverUsed; cluster < ClusterCount; cluster++)
        {
            states[cluster] = ClusterState.Free;
        }

        for (int freed = _freed; freed >= 0; freed = _nextFreed[freed])
        {
            states[freed] = _isKept[freed] ? ClusterState.Kept : ClusterState.Free;
        }

        return states;
    }

    /// <summary>The number of the reap in an address's cluster.</summary>
    public int ReapAt(ulong address) => _reaps[ClusterOf(address)];

    /// <summary>Says which reap is in a cluster.</summary>
    public void SetReap(ulong address, int reap) => _reaps[ClusterOf(address)] = reap;

    private int ClusterOf(ulong address) => (int)((address - Address) / ClusterBytes);
}
