using System.Globalization;
using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Sources;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Glibc.Arenas;

/// <summary>All arenas, and which one a thread gets. (malloc/arena.c)</summary>
internal sealed class ArenaSet
{
    private const int ArenasPerCpu = 8;

    private readonly SimMachine _machine;
    private readonly ChunkMemory _memory;
    private readonly MallocParameters _parameters;
    private readonly MappedChunks _mapped;
    private readonly SubHeaps _heaps;
    private readonly SimMutex _listMutex;
    private readonly SimMutex _freeMutex;
    private Arena? _free;
    private Arena? _nextToUse;
    private ulong _count = 1;
    private ulong _limit;

    public ArenaSet(ChunkMemory memory, MallocParameters parameters, MappedChunks mapped)
    {
        _machine = memory.Machine;
        _memory = memory;
        _parameters = parameters;
        _mapped = mapped;
        _listMutex = new SimMutex("list", Arena.MutexRank - 1, _machine.LockRecorder);
        _freeMutex = new SimMutex("free_list", Arena.MutexRank + 1, _machine.LockRecorder);
        _heaps = new SubHeaps(memory, parameters, mapped);
        Main = new MainArena(memory, parameters, mapped);
    }

    /// <summary>The first arena; the others follow it in a ring, the newest first.</summary>
    public MainArena Main { get; }

    /// <summary>How many there are.</summary>
    public ulong Count => _count;

    /// <summary>The heaps of the others.</summary>
    public SubHeaps Heaps => _heaps;

    /// <summary>The first of the arenas that no thread is attached to, apart from those that were never left.</summary>
    public Arena? FirstFree => _free;

    /// <summary>The arena that a chunk belongs to.</summary>
    public Arena Of(ulong chunk, ulong head) => (head & Chunk.OtherArena) == 0 ? Main : _heaps.Of(chunk).Arena!;

    /// <summary>The locks: that of the ring of arenas, that of the arenas without threads, and each arena's, the main one's first, then by age.</summary>
    public IReadOnlyList<NamedMutexes> NamedMutexes()
    {
        List<SimMutex> others = [];
        for (Arena arena = Main.Next; arena != Main; arena = arena.Next)
        {
            others.Insert(0, arena.Mutex);
        }

        NamedMutexes[] rows = [new("list", [_listMutex]), new("free_list", [_freeMutex]), new("main_arena", [Main.Mutex])];
        return [.. rows, .. others.Select((mutex, index) => new NamedMutexes(string.Create(CultureInfo.InvariantCulture, $"arena.{index + 1}"), [mutex]))];
    }

    /// <summary>Locks an arena.</summary>
    public static void Lock(MallocThread thread, Arena arena) => Lock(thread, arena.Mutex);

    /// <summary>Unlocks an arena; null for none.</summary>
    public static void Unlock(MallocThread thread, Arena? arena)
    {
        if (arena is not null)
        {
            Unlock(thread, arena.Mutex);
        }
    }

    /// <summary>Locks the arena of a thread, which gets one where it has none. (arena_get)</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="bytes">What it is about to ask for.</param>
    /// <returns>Null when the system refuses a new arena.</returns>
    public Arena? Acquire(MallocThread thread, ulong bytes)
    {
        if (thread.Arena is null)
        {
            return Choose(thread, bytes);
        }

        Lock(thread, thread.Arena);
        return thread.Arena;
    }

    /// <summary>Unlocks an arena that has failed, and locks the one to try then. (arena_get_retry)</summary>
    public Arena? AcquireAfter(MallocThread thread, Arena failed, ulong bytes)
    {
        Unlock(thread, failed);
        if (failed == Main)
        {
            return Choose(thread, bytes);
        }

        Lock(thread, Main);
        return Main;
    }

    /// <summary>A thread that ends leaves its arena.</summary>
    public void Leave(MallocThread thread)
    {
        Arena? arena = thread.Arena;
        thread.Arena = null;
        if (arena is null)
        {
            return;
        }

        Lock(thread, _freeMutex);
        if (--arena.AttachedThreads == 0)
        {
            arena.NextFree = _free;
            _free = arena;
        }

        Unlock(thread, _freeMutex);
    }

    /// <summary>Finds and locks an arena for a thread that has none, or whose arena has failed: one without threads, a new one, or the next in turn. (arena_get2)</summary>
    private Arena? Choose(MallocThread thread, ulong bytes)
    {
        Arena? arena = TakeFree(thread);
        if (arena is not null)
        {
            return arena;
        }

        if (_limit == 0)
        {
            if (_parameters.ArenaMax != 0)
            {
                _limit = _parameters.ArenaMax;
            }
            else if (_count > _parameters.ArenaTest)
            {
                _limit = (ulong)_machine.CpuCount * ArenasPerCpu;
            }
        }

        return _count <= unchecked(_limit - 1) ? Make(thread, bytes) : Reuse(thread);
    }

    private Arena? TakeFree(MallocThread thread)
    {
        if (_free is null)
        {
            return null;
        }

        Lock(thread, _freeMutex);
        Arena arena = _free;
        _free = arena.NextFree;
        arena.AttachedThreads = 1;
        Detach(thread);
        Unlock(thread, _freeMutex);
        Lock(thread, arena);
        thread.Arena = arena;
        return arena;
    }

    private SubArena? Make(MallocThread thread, ulong bytes)
    {
        SubHeap? heap = _heaps.Make(unchecked(bytes + SubArena.HeapOverhead), _parameters.TopPad)
            ?? _heaps.Make(SubArena.HeapOverhead, _parameters.TopPad);
        if (heap is null)
        {
            return null;
        }

        _count++;
        SubArena arena = new(_memory, _parameters, _mapped, _heaps, heap);
        Lock(thread, _listMutex);
        arena.Next = Main.Next;
        Main.Next = arena;
        Unlock(thread, _listMutex);
        Lock(thread, _freeMutex);
        Detach(thread);
        Unlock(thread, _freeMutex);
        thread.Arena = arena;
        Lock(thread, arena);
        return arena;
    }

    // The next arena in turn that nobody has locked; if all are, the first of them.
    private Arena Reuse(MallocThread thread)
    {
        Arena first = _nextToUse ?? Main;
        Arena arena = first;
        while (!arena.Mutex.TryAcquire(thread.Number))
        {
            arena = arena.Next;
            if (arena == first)
            {
                Lock(thread, arena);
                break;
            }
        }

        Lock(thread, _freeMutex);
        Detach(thread);
        RemoveFree(arena);
        arena.AttachedThreads++;
        Unlock(thread, _freeMutex);
        thread.Arena = arena;
        _nextToUse = arena.Next;
        return arena;
    }

    private static void Lock(MallocThread thread, SimMutex mutex) => mutex.Acquire(thread.Number);

    private static void Unlock(MallocThread thread, SimMutex mutex) => mutex.Release(thread.Number);

    private static void Detach(MallocThread thread)
    {
        if (thread.Arena is not null)
        {
            thread.Arena.AttachedThreads--;
        }
    }

    private void RemoveFree(Arena arena)
    {
        if (_free == arena)
        {
            _free = arena.NextFree;
            return;
        }

        for (Arena? before = _free; before is not null; before = before.NextFree)
        {
            if (before.NextFree == arena)
            {
                before.NextFree = arena.NextFree;
                return;
            }
        }
    }
}
