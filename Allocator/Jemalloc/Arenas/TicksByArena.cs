using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Arenas;

/// <summary>A thread counts for each arena, in a table that it takes from arena 0 and makes anew when there are more arenas. Up to 5.2.</summary>
/// <param name="arenaCount">Arenas that there may be by now.</param>
/// <param name="allocate">Memory for a table of so many entries, from arena 0; 0 when there is none.</param>
/// <param name="free">Gives such memory back.</param>
/// <remarks>
/// An arena that a call names though nobody made it is not counted among the arenas. A thread that has a table already gets no larger one for it: the library starts that table's counts again, and counts in what lies behind it.
/// Here that is zero, as memory that nobody wrote is, so that every tick of such an arena is due. Source: jemalloc 5.2.1, `src/jemalloc.c`, arena_tdata_get_hard, and `include/jemalloc/internal/ticker.h`.
/// </remarks>
internal sealed class TicksByArena(Func<int> arenaCount, Func<int, ulong> allocate, Action<ulong> free) : DecayTicks
{
    /// <inheritdoc/>
    public override bool Tick(Tsd thread, Arena arena, int count)
    {
        int[]? left = thread.ArenaTicks;
        if ((left is null || arena.Index >= left.Length) && (left = Renew(thread, arena.Index)) is null)
        {
            return false;
        }

        if (arena.Index >= left.Length)
        {
            return count > 0;
        }

        ref int ticks = ref left[arena.Index];
        ticks -= count;
        if (ticks >= 0)
        {
            return false;
        }

        ticks = Interval;
        return true;
    }

    /// <inheritdoc/>
    public override void Leave(Tsd thread)
    {
        thread.IsWithoutArenaTicks = true;
        if (thread.ArenaTicks is not null)
        {
            thread.ArenaTicks = null;
            free(thread.ArenaTicksAddress);
        }
    }

    // A thread that is being set up, or on its way out, has none.
    private int[]? Renew(Tsd thread, int index)
    {
        int arenas = arenaCount();
        int[]? old = thread.ArenaTicks;
        if (old is not null && old.Length >= arenas)
        {
            old.AsSpan(0, arenas).Fill(Interval);
            return old;
        }

        ulong oldAddress = thread.ArenaTicksAddress;
        thread.ArenaTicks = null;
        int count = index < arenas ? arenas : index + 1;
        ulong address = 0;
        if (thread.IsNominal && !thread.IsWithoutArenaTicks)
        {
            thread.IsWithoutArenaTicks = true;
            address = allocate(count);
            thread.IsWithoutArenaTicks = false;
        }

        if (address != 0)
        {
            int[] made = new int[count];
            made.AsSpan(0, arenas).Fill(Interval);
            old?.CopyTo(made, 0);
            thread.ArenaTicks = made;
            thread.ArenaTicksAddress = address;
        }

        if (old is not null)
        {
            free(oldAddress);
        }

        return thread.ArenaTicks;
    }
}
