using System.Runtime.CompilerServices;
using AllocSim.Allocator.Mimalloc.Os;
using AllocSim.Allocator.Mimalloc.Stats;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Mimalloc.Threads;

/// <summary>Which heap each thread has. A thread gets one at its first request that cannot be served without.</summary>
/// <remarks>
/// mimalloc 2.0.9, `src/init.c`. The records of threads that ended are kept for later ones, up to 8. When a thread ends its destructor runs, and once more, because the first run leaves
/// a value behind: the second only counts the thread as gone again.
/// </remarks>
internal sealed class ThreadTable(SimMachine machine, OsMemory os, ThreadCensus census, MimallocStats mainStats)
{
    private const int KeptMax = 8;

    private readonly ThreadHeap _none = new(0, 0, 0, 0);
    private readonly ulong[] _kept = new ulong[KeptMax];
    private ThreadHeap[] _heaps = [];

    /// <summary>The main thread's heap.</summary>
    public ThreadHeap Main { get; private set; } = new(0, 0, 0, 0);

    /// <summary>Bytes of records of threads, of those that ended included.</summary>
    public ulong RecordBytes { get; private set; }

    /// <summary>Threads that were seen.</summary>
    public int Count => _heaps.Length;

    /// <summary>The process starts: the main thread has the heap in the library's image.</summary>
    public void Start(int mainThread)
    {
        Reserve(mainThread);
        Main = new ThreadHeap(OwnerOf(mainThread), 0, machine.Options.RandomByte, machine.Options.LibraryBase + Layout.MainGeneratorOffset);
        _heaps[mainThread] = Main;
    }

    /// <summary>A thread's heap; <see cref="HasNone"/> tells whether it has none yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ThreadHeap Of(int thread)
    {
        ThreadHeap[] heaps = _heaps;
        return (uint)thread < (uint)heaps.Length ? heaps[thread] : _none;
    }

    /// <summary>True for what threads have that have no heap.</summary>
    public bool HasNone(ThreadHeap heap) => ReferenceEquals(heap, _none);

    /// <summary>Gives a thread its heap if it has none.</summary>
    /// <returns>The heap; that of threads without one where no memory can be had.</returns>
    public ThreadHeap Init(int thread)
    {
        ThreadHeap heap = Of(thread);
        if (!HasNone(heap))
        {
            return heap;
        }

        Reserve(thread);
        ulong data = AllocData(heap);
        if (data != 0)
        {
            machine.Touch(data, Layout.ThreadDataBytes);
            heap = new ThreadHeap(OwnerOf(thread), data, machine.Options.RandomByte, data + Layout.GeneratorOffset);
            _heaps[thread] = heap;
        }

        mainStats.Threads.Increase(1);
        census.Count++;
        return heap;
    }

    /// <summary>A thread's heap has been left: its counters are added to the process's, its record is kept or unmapped.</summary>
    public void Done(int thread)
    {
        ThreadHeap heap = _heaps[thread];
        census.Count -= 2;
        mainStats.Threads.Decrease(1);
        mainStats.MergeFrom(heap.Stats);
        FreeData(heap.DataAddress);
        mainStats.Threads.Decrease(1);
        _heaps[thread] = _none;
    }

    private static int OwnerOf(int thread) => thread + 1;

    private void Reserve(int thread)
    {
        int length = _heaps.Length;
        if (thread >= length)
        {
            Array.Resize(ref _heaps, thread + 1);
            Array.Fill(_heaps, _none, length, thread + 1 - length);
        }
    }

    private ulong AllocData(ThreadHeap heap)
    {
        foreach (ref ulong kept in _kept.AsSpan())
        {
            if (kept != 0)
            {
                ulong data = kept;
                kept = 0;
                return data;
            }
        }

        ulong mapped = os.Alloc(Layout.ThreadDataBytes, heap);
        mapped = mapped != 0 ? mapped : os.Alloc(Layout.ThreadDataBytes, heap);
        RecordBytes += mapped != 0 ? os.GoodSize(Layout.ThreadDataBytes) : 0;
        return mapped;
    }

    private void FreeData(ulong data)
    {
        foreach (ref ulong kept in _kept.AsSpan())
        {
            if (kept == 0)
            {
                kept = data;
                return;
            }
        }

        os.Free(data, Layout.ThreadDataBytes, wasCommitted: true);
        RecordBytes -= os.GoodSize(Layout.ThreadDataBytes);
    }
}
