using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Lk;

/// <summary>The locks: one for each subheap; or, with one subheap, one for each free list and one for the rest.</summary>
internal sealed class LkLocks
{
    private readonly SimMutex[] _subheaps;
    private readonly SimMutex[] _lists;

    /// <summary>Makes them.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="subheaps">How many subheaps there are.</param>
    /// <param name="lists">How many free lists have locks of their own; 0 where subheaps have them.</param>
    public LkLocks(SimMachine machine, int subheaps, int lists)
    {
        _subheaps = new SimMutex[subheaps];
        _lists = new SimMutex[lists];
        for (int i = 0; i < subheaps; i++)
        {
            _subheaps[i] = new SimMutex(lists > 0 ? "rest" : $"subheap.{i}", 2, machine.LockRecorder);
        }

        for (int i = 0; i < lists; i++)
        {
            _lists[i] = new SimMutex($"list.{i}", 1, machine.LockRecorder);
        }
    }

    /// <summary>Whether free lists have locks of their own.</summary>
    public bool AreOfLists => _lists.Length > 0;

    /// <summary>The lock of a subheap.</summary>
    public SimMutex OfSubheap(int subheap) => _subheaps[subheap];

    /// <summary>The lock of a free list.</summary>
    public SimMutex OfList(int sizeClass) => _lists[sizeClass];

    /// <summary>All of them, for reports.</summary>
    public IReadOnlyList<NamedMutexes> Named() => [.. _lists.Concat(_subheaps).Select(mutex => new NamedMutexes(mutex.Name, [mutex]))];
}
