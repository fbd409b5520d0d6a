using System.Runtime.InteropServices;
using AllocSim.Allocator.Classic.Threads;

namespace AllocSim.Allocator.Classic.Arenas;

/// <summary>The arenas, and which thread gets which: the next one in turn, made when its turn comes. (jemalloc.c)</summary>
internal sealed class ArenaTable
{
    private const ulong PointerBytes = 8;
    private const ulong ArenasPerCpu = 4;

    private readonly ArenaParts _parts;
    private readonly List<Arena> _made = [];
    private Arena?[] _arenas = [];
    private uint _next;

    /// <summary>Makes an empty table.</summary>
    public ArenaTable(ArenaParts parts)
    {
        _parts = parts;
        Mutex = parts.NewMutex("arenas");
        ulong count = parts.Options.Narenas;
        OptNarenas = count != 0 ? count : parts.Machine.CpuCount > 1 ? (ulong)parts.Machine.CpuCount * ArenasPerCpu : 1;
        Count = (uint)Math.Min((uint)OptNarenas, parts.Geometry.ChunkBytes / PointerBytes);
    }

    /// <summary>Protects the table. (arenas_lock)</summary>
    public MallocMutex Mutex { get; }

    /// <summary>The library has started. (malloc_initialized)</summary>
    public bool IsReady { get; private set; }

    /// <summary>How often the library tried to start.</summary>
    public int BootCount { get; private set; }

    /// <summary>What the option says, or stands for when it is not given. (opt.narenas)</summary>
    public ulong OptNarenas { get; }

    /// <summary>How many arenas there can be: as many as pointers fit into a chunk at most. (narenas)</summary>
    public uint Count { get; }

    /// <summary>The arena of a number; null as long as nobody needed it.</summary>
    public Arena? this[uint index] => _arenas[index];

    /// <summary>The arenas there are, by number.</summary>
    public IEnumerable<Arena> All => _arenas.OfType<Arena>();

    /// <summary>The same in the order in which they were made, for totals, which are read after every operation.</summary>
    public ReadOnlySpan<Arena> Made => CollectionsMarshal.AsSpan(_made);

    /// <summary>The library starts, with the first call that needs it. When that fails the next call tries again. (malloc_init_hard)</summary>
    public bool TryBoot()
    {
        BootCount++;
        _parts.Source.Boot();
        if (_parts.Geometry.HasOwnLookup)
        {
            ulong bytes = _parts.Geometry.SspaceMax + 1;
            ulong lookup = _parts.Base.Allocate(bytes);
            if (lookup == 0)
            {
                return false;
            }

            _parts.Machine.Touch(lookup, bytes);
        }

        Arena? first = Arena.TryMake(_parts, 0);
        if (first is null)
        {
            return false;
        }

        ulong table = _parts.Base.Allocate(PointerBytes * Count);
        if (table == 0)
        {
            return false;
        }

        _parts.Machine.Touch(table, PointerBytes * Count);
        _arenas = new Arena?[Count];
        _arenas[0] = first;
        _made.Add(first);
        _next = 1;
        IsReady = true;
        return true;
    }

    /// <summary>The arena for a thread that has none. (choose_arena_hard)</summary>
    public Arena Next()
    {
        if (Count == 1)
        {
            return _arenas[0]!;
        }

        Mutex.Lock();
        Arena arena = _arenas[_next] ?? Extend(_next);
        _next = (_next + 1) % Count;
        Mutex.Unlock();
        return arena;
    }

    /// <summary>The arena of a number, made if need be.</summary>
    public Arena Get(uint index)
    {
        Mutex.Lock();
        Arena arena = _arenas[index] ?? Extend(index);
        Mutex.Unlock();
        return arena;
    }

    // Without memory for another arena the first one has to do. (arenas_extend)
    private Arena Extend(uint index)
    {
        if (Arena.TryMake(_parts, (int)index) is not { } arena)
        {
            return _arenas[0]!;
        }

        _arenas[index] = arena;
        _made.Add(arena);
        return arena;
    }
}
