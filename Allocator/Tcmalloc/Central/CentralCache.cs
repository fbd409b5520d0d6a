using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Allocator.Tcmalloc.Threads;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Tcmalloc.Central;

/// <summary>The central lists of all classes.</summary>
internal sealed class CentralCache
{
    private readonly CentralFreeList[] _lists;
    private int _nextToEvict;

    /// <summary>Makes empty lists.</summary>
    public CentralCache(SizeMap sizes, SpanTable spans, PageHeap pageHeap, TcmallocLocks locks, SimMachine machine)
    {
        _lists = new CentralFreeList[sizes.Count];
        Blocks = new BackBlocks(sizes);
        for (int i = 0; i < _lists.Length; i++)
        {
            _lists[i] = new CentralFreeList(this, i, sizes, spans, Blocks, pageHeap, locks, machine);
        }
    }

    /// <summary>Which objects came back to each span.</summary>
    public BackBlocks Blocks { get; }

    /// <summary>A class's list.</summary>
    public CentralFreeList this[int sizeClass] => _lists[sizeClass];

    /// <summary>Bytes of free objects in spans, and of the ends of spans.</summary>
    public ulong CentralBytes { get; set; }

    /// <summary>Bytes of objects in transfer caches.</summary>
    public ulong TransferBytes { get; set; }

    /// <summary>Asks the next class for a slot of its transfer cache. (EvictRandomSizeClass)</summary>
    /// <remarks>Once around, the library starts again with class 0 and takes it twice.</remarks>
    /// <param name="forClass">Who wants it; it is not asked.</param>
    /// <param name="force">Whether a full cache must give one, too.</param>
    public bool TryEvict(CentralFreeList forClass, bool force)
    {
        int victim = _nextToEvict++;
        if (victim >= _lists.Length)
        {
            victim = 0;
            _nextToEvict = 0;
        }

        return _lists[victim] != forClass && _lists[victim].TryShrink(forClass, force);
    }
}
