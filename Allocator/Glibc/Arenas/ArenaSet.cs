using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Sources;
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

    /// <summary>Finds an arena for a thread that has none, or whose arena has failed: one without threads, a new one, or the next in turn. (arena_get2)</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="bytes">What it is about to ask for.</param>
    /// <returns>The arena, which is the thread's from now on; null when the system refuses one.</returns>
    public Arena? Choose(MallocThread thread, ulong bytes)
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

    /// <summary>The arena to try after one has failed. (arena_get_retry)</summary>
    public Arena? ChooseAfter(MallocThread thread, Arena failed, ulong bytes)
        => failed == Main ? Choose(thread, bytes) : Main;

    /// <summary>A thread that ends leaves its arena.</summary>
    public void Leave(MallocThread thread)
    {
        Arena? arena = thread.Arena;
        thread.Arena = null;
        if (arena is not null && --arena.AttachedThreads == 0)
        {
            arena.NextFree = _free;
            _free = arena;
        }
    }

    private Arena? TakeFree(MallocThread thread)
    {
        Arena? arena = _free;
        if (arena is not null)
        {
            _free = arena.NextFree;
            arena.AttachedThreads = 1;
            Detach(thread);
            thread.Arena = arena;
        }

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
        arena.Next = Main.Next;
        Main.Next = arena;
        Detach(thread);
        thread.Arena = arena;
        return arena;
    }

    private Arena Reuse(MallocThread thread)
    {
        Arena arena = _nextToUse ?? Main;
        Detach(thread);
        RemoveFree(arena);
        arena.AttachedThreads++;
        thread.Arena = arena;
        _nextToUse = arena.Next;
        return arena;
    }

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
