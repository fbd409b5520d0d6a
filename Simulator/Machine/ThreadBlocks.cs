namespace AllocSim.Simulator.Machine;

/// <summary>Where each thread's thread-local block lies: an allocator may seed a thread's generator with that address.</summary>
/// <remarks>
/// An environment file names the addresses. Without one a fixed layout is used, the one that glibc gives on x86-64: the main thread's block lies with the libraries,
/// those of other threads one stack of 256 KiB and a guard page apart, top-down in the order of their start; the stack of a thread that ended goes to the next one that starts.
/// </remarks>
public sealed class ThreadBlocks
{
    private const ulong MainBlock = 0x7fff_f7dd_1a60;
    private const ulong FirstBlock = 0x7fff_f75f_ebe0;
    private const ulong BlockDistance = 0x41000;

    private readonly IReadOnlyDictionary<int, ulong>? _known;
    private readonly SortedDictionary<int, ulong> _assigned = [];
    private readonly Stack<ulong> _returned = new();
    private readonly HashSet<int> _ended = [];
    private bool _hasMain;
    private ulong _started;

    /// <summary>Makes the layout.</summary>
    /// <param name="known">Addresses that an environment file gives, or null.</param>
    public ThreadBlocks(IReadOnlyDictionary<int, ulong>? known = null)
    {
        _known = known;
    }

    /// <summary>The main thread: the first one that was asked for; -1 before that.</summary>
    public int MainThread { get; private set; } = -1;

    /// <summary>Threads that have started and not ended, by number.</summary>
    public IReadOnlyList<int> Living => [.. _assigned.Keys.Where(thread => !_ended.Contains(thread))];

    /// <summary>The address of a thread's block. A thread starts at the first call for it.</summary>
    public ulong this[int thread]
    {
        get
        {
            if (_assigned.TryGetValue(thread, out ulong address))
            {
                return address;
            }

            address = Place(thread);
            _assigned.Add(thread, address);
            return address;
        }
    }

    /// <summary>The thread has ended; its stack serves again.</summary>
    public void End(int thread)
    {
        if (thread != MainThread && _assigned.TryGetValue(thread, out ulong address))
        {
            _returned.Push(address);
            _ended.Add(thread);
        }
    }

    private ulong Place(int thread)
    {
        bool isMain = !_hasMain;
        if (isMain)
        {
            _hasMain = true;
            MainThread = thread;
        }

        if (_known is not null && _known.TryGetValue(thread, out ulong known))
        {
            return known;
        }

        if (isMain)
        {
            return MainBlock;
        }

        return _returned.TryPop(out ulong reused) ? reused : FirstBlock - (BlockDistance * _started++);
    }
}
