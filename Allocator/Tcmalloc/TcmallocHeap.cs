using System.Runtime.CompilerServices;
using AllocSim.Allocator.Tcmalloc.Central;
using AllocSim.Allocator.Tcmalloc.Options;
using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Allocator.Tcmalloc.Sources;
using AllocSim.Allocator.Tcmalloc.Threads;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Tcmalloc;

/// <summary>gperftools' tcmalloc 2.10 as libtcmalloc_minimal has it: the calls of a program, each taken to the part that answers it.</summary>
public sealed partial class TcmallocHeap
{
    private readonly SimMachine _machine;
    private readonly TcmallocOptions _options;
    private readonly TcmallocFlags _flags = new();
    private readonly SystemMemory _system;
    private readonly TcmallocRecords _records;
    private readonly SizeMap _sizes;
    private readonly byte[] _classOfGrain;
    private readonly PageHeap _pageHeap;
    private readonly PageMap _pageMap;
    private readonly CentralCache _central;
    private readonly ThreadCaches _caches;
    private readonly Caller _caller = new();
    private readonly TcmallocLocks _locks;
    private readonly ThreadCache _noCache;
    private ThreadCache[] _cacheOf = [];
    private FreeList[][] _listsOf = []; // Those of the same caches: a way less on the path that is taken most.
    private bool _isStarted;

    /// <summary>Makes the heap of a process that has not loaded the library yet.</summary>
    internal TcmallocHeap(SimMachine machine, TcmallocOptions options)
    {
        _machine = machine;
        _options = options;
        _sizes = new SizeMap(options.TransferNumObj);
        _classOfGrain = _sizes.ClassOfGrain;
        _system = new SystemMemory(machine, _flags);
        _records = new TcmallocRecords(machine, _system);
        _pageHeap = new PageHeap(_records, _system, _flags, options.AggressiveDecommit);
        _pageMap = _pageHeap.Map;
        _locks = new TcmallocLocks(_sizes.Count, _caller, machine.LockRecorder);
        _central = new CentralCache(_sizes, _records.Spans, _pageHeap, _locks, machine);
        _caches = new ThreadCaches(_sizes, _central, _records, _locks, options.BudgetBytes);
        _noCache = new ThreadCache(_caches, _central, _sizes, -1);
    }

    /// <summary>The library is loaded.</summary>
    /// <remarks>
    /// It allocates and frees a byte to start itself, before threads can have caches of their own: that byte comes through a cache that nobody will ever find again, and goes straight
    /// back. The next one makes the main thread's cache. Two objects stay: of 16 bytes and of 8, the objects through which programs ask for statistics.
    /// </remarks>
    public void Start(int mainThread)
    {
        if (_isStarted)
        {
            return;
        }

        _isStarted = true;
        _caller.Thread = mainThread;
        _records.Start();
        ulong first = _caches.New().Allocate(_sizes.ClassOf(1));
        if (first != 0)
        {
            FreeToCentral(first, _sizes.ClassOf(1));
        }

        Free(mainThread, Malloc(mainThread, 1));
        if (Malloc(mainThread, ExtensionBytes) == 0 || Malloc(mainThread, ExtensionBaseBytes) == 0)
        {
            throw new TraceFormatException("the system has no memory for the first objects of tcmalloc's own: it ends the process while it loads");
        }

        if (_options.MemfsMallocPath.Length > ShortStringMax)
        {
            _ = Malloc(mainThread, (ulong)_options.MemfsMallocPath.Length + 1); // The string that keeps the path.
        }

        _flags.Read(_options);
    }

    /// <summary>malloc.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Malloc(int thread, ulong size)
    {
        byte[] classes = _classOfGrain;
        FreeList[][] lists = _listsOf;
        ulong grain = unchecked((size - 1) >> SizeMap.GrainShift) + 1; // Size 0 ends up far outside the table.
        if (grain < (ulong)classes.Length && (uint)thread < (uint)lists.Length)
        {
            ref FreeList list = ref lists[thread][classes[grain]];
            ulong[] objects = list.Objects;
            int length = list.Length - 1;
            if ((uint)length < (uint)objects.Length)
            {
                list.Length = length;
                if (length < list.LowWater)
                {
                    list.LowWater = length;
                }

                _cacheOf[thread].Size -= list.ObjectSize;
                return objects[length];
            }
        }

        return MallocSlow(thread, size);
    }

    /// <summary>free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Free(int thread, ulong address)
    {
        // A free object's first word is written. Its page is resident: it was written when the span was made.
        FreeList[][] lists = _listsOf;
        int sizeClass = _pageMap.ClassOf(address);
        if ((uint)thread < (uint)lists.Length)
        {
            ThreadCache cache = _cacheOf[thread];
            ref FreeList list = ref lists[thread][sizeClass];
            ulong[] objects = list.Objects;
            int length = list.Length;
            int size = cache.Size + list.ObjectSize;
            if (length < list.MaxLength && size <= cache.MaxSize && (uint)length < (uint)objects.Length)
            {
                objects[length] = address;
                list.Length = length + 1;
                cache.Size = size;
                return;
            }
        }

        FreeSlow(thread, address, sizeClass);
    }

    /// <summary>calloc; null when the product overflows.</summary>
    public ulong Calloc(int thread, ulong count, ulong size)
    {
        ulong high = Math.BigMul(count, size, out ulong bytes);
        ulong address = high == 0 ? Malloc(thread, bytes) : 0;
        if (address != 0)
        {
            _machine.Touch(address, UsableFor(bytes));
        }

        return address;
    }

    /// <summary>posix_memalign; 0 where it refuses.</summary>
    public ulong Memalign(int thread, ulong alignment, ulong size)
        => alignment % sizeof(ulong) != 0 || !ulong.IsPow2(alignment) ? 0 : AlignedAlloc(thread, alignment, size);

    /// <summary>aligned_alloc, which is memalign: it checks nothing.</summary>
    public ulong AlignedAlloc(int thread, ulong alignment, ulong size)
    {
        if (alignment > SizeMap.PageBytes)
        {
            // A thread that has called nothing else stays without a cache.
            return !ulong.IsPow2(alignment) || unchecked(size + alignment) < size ? 0 : NewAligned(thread, alignment, Math.Max(size, 1));
        }

        // A class whose size is a multiple of the alignment has its objects at such multiples.
        ulong rounded = unchecked((size + alignment - 1) & ~(alignment - 1));
        return Malloc(thread, rounded != 0 ? rounded : size == 0 ? alignment : size);
    }

    /// <summary>realloc; null leaves the old object as it was, unless the new size is 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Realloc(int thread, ulong address, ulong size) => address == 0 ? Malloc(thread, size) : ReallocLive(thread, address, size);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong ReallocLive(int thread, ulong address, ulong size)
    {
        if (size == 0)
        {
            Free(thread, address);
            return 0;
        }

        // A quarter more where it grows by less; in place down to half.
        ulong old = UsableSize(address);
        ulong grown = old + (old / 4);
        if (size <= old && size >= old / 2)
        {
            return address;
        }

        ulong moved = size > old && size < grown ? Malloc(thread, grown) : 0;
        moved = moved != 0 ? moved : Malloc(thread, size);
        if (moved != 0)
        {
            ulong copied = Math.Min(old, size);
            _machine.Read(address, copied);
            _machine.Touch(moved, copied);
            Free(thread, address);
        }

        return moved;
    }

    /// <summary>The thread ends.</summary>
    public void ThreadExit(int thread)
    {
        if ((uint)thread < (uint)_cacheOf.Length && _cacheOf[thread] != _noCache)
        {
            _caller.Thread = thread;
            _caches.Delete(_cacheOf[thread]);
            SetCache(thread, _noCache);
        }
    }

    /// <summary>malloc_usable_size.</summary>
    public ulong UsableSize(ulong address)
    {
        int sizeClass = _pageMap.ClassOf(address);
        return sizeClass != 0 ? (ulong)_sizes.SizeOf(sizeClass) : address == 0 ? 0
            : _records.Spans[_pageMap.SpanOf(address >> SizeMap.PageShift)].Length << SizeMap.PageShift;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong MallocSlow(int thread, ulong size)
    {
        Start(thread);
        _caller.Thread = thread;
        ThreadCache cache = CacheOf(thread);
        int sizeClass = _sizes.ClassOf(size);
        return sizeClass != 0 ? cache.Allocate(sizeClass) : NewLarge(SizeMap.PagesFor(size));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FreeSlow(int thread, ulong address, int sizeClass)
    {
        if (address == 0)
        {
            return;
        }

        _caller.Thread = thread;
        if (sizeClass == 0)
        {
            _locks.PageHeap.Lock();
            _pageHeap.Delete(_pageMap.SpanOf(address >> SizeMap.PageShift));
            _locks.PageHeap.Unlock();
        }
        else if ((uint)thread < (uint)_cacheOf.Length && _cacheOf[thread] != _noCache)
        {
            _cacheOf[thread].Deallocate(address, sizeClass);
        }
        else
        {
            FreeToCentral(address, sizeClass); // Freeing alone gives a thread no cache.
        }
    }

    private void FreeToCentral(ulong address, int sizeClass) => _central[sizeClass].InsertRange(new ReadOnlySpan<ulong>(in address));

    private ThreadCache CacheOf(int thread)
    {
        if (thread >= _cacheOf.Length)
        {
            int known = _cacheOf.Length;
            Array.Resize(ref _cacheOf, Math.Max(thread + 1, Math.Max(known * 2, 8)));
            Array.Resize(ref _listsOf, _cacheOf.Length);
            for (int i = known; i < _cacheOf.Length; i++)
            {
                SetCache(i, _noCache);
            }
        }

        if (_cacheOf[thread] == _noCache)
        {
            SetCache(thread, _caches.New());
        }

        return _cacheOf[thread];
    }

    private void SetCache(int thread, ThreadCache cache)
    {
        _cacheOf[thread] = cache;
        _listsOf[thread] = cache.Lists;
    }

    private ulong UsableFor(ulong size)
    {
        int sizeClass = _sizes.ClassOf(size);
        return sizeClass != 0 ? (ulong)_sizes.SizeOf(sizeClass) : SizeMap.PagesFor(size) << SizeMap.PageShift;
    }
}
