using AllocSim.Allocator.Glibc.Arenas;
using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Glibc;

/// <content>malloc_trim and mallopt, which a trace calls as controls; and the locks.</content>
public sealed partial class GlibcHeap
{
    private const int InvalidArgument = 22;
    private const string TrimName = "malloc_trim";

    /// <summary>The locks that there are by now.</summary>
    public IReadOnlyList<NamedMutexes> NamedMutexes() => _arenas.NamedMutexes();

    /// <summary>The largest request that gets a chunk of the same size.</summary>
    public static ulong SizeClassOf(ulong size) => Chunks.Chunk.SizeFor(size) - Chunks.Chunk.OverheadBytes;

    /// <summary>Calls malloc_trim, whose pad is the value written, or mallopt by the name of a parameter, such as M_MXFAST.</summary>
    /// <returns>0, or EINVAL where mallopt refuses.</returns>
    /// <exception cref="NotSupportedException">There is no such call.</exception>
    public int Ctl(int thread, string name, CtlMode mode, ulong value)
    {
        MallocThread state = StateOf(thread);
        if (name == TrimName)
        {
            Initialise(state);
            Trim(state, (mode & CtlMode.Write) != 0 ? value : 0);
            return 0;
        }

        if (!name.StartsWith("M_", StringComparison.Ordinal) || (mode & CtlMode.Write) == 0)
        {
            throw new NotSupportedException($"glibc has no control {name}; it has malloc_trim, and the parameters of mallopt to write, such as M_MXFAST");
        }

        Initialise(state);
        ArenaSet.Lock(state, _arenas.Main);
        _arenas.Main.Consolidate();
        bool isSet = _parameters.TrySet(name, unchecked((int)value));
        ArenaSet.Unlock(state, _arenas.Main);
        return isSet ? 0 : InvalidArgument;
    }

    private void Trim(MallocThread state, ulong pad)
    {
        Arena arena = _arenas.Main;
        do
        {
            ArenaSet.Lock(state, arena);
            _ = arena.Trim(pad);
            ArenaSet.Unlock(state, arena);
            arena = arena.Next;
        }
        while (arena != _arenas.Main);
    }
}
