namespace AllocSim.Allocator.Classic.Runs;

/// <summary>Free runs of one length, the lowest one first. A run knows its place through <see cref="Chunks.Chunk.FreeSlot"/>.</summary>
/// <remarks>Its room comes from a pool and goes back when the last run goes, so that runs of ever new lengths make no garbage.</remarks>
internal struct FreeRunHeap
{
    private FreeRun[]? _room;
    private int _count;

    /// <summary>How many there are.</summary>
    public readonly int Count => _count;

    /// <summary>All of them, in no useful order.</summary>
    public readonly ReadOnlySpan<FreeRun> All => _room.AsSpan(0, _count);

    /// <summary>The lowest one; there must be one.</summary>
    public readonly FreeRun First => _room![0];

    /// <summary>Adds one that is not there.</summary>
    /// <param name="run">The run.</param>
    /// <param name="pool">Where room comes from.</param>
    public void Insert(FreeRun run, FreeRunRoom pool)
    {
        if (_room is null)
        {
            _room = pool.Take(0);
        }
        else if (_count == _room.Length)
        {
            FreeRun[] larger = pool.Take(_count);
            _room.CopyTo(larger, 0);
            pool.Give(_room);
            _room = larger;
        }

        Rise(_room, _count++, run);
    }

    /// <summary>Takes one out that is there.</summary>
    /// <param name="run">The run.</param>
    /// <param name="pool">Where room goes.</param>
    public void Remove(FreeRun run, FreeRunRoom pool)
    {
        FreeRun[] runs = _room!;
        int slot = run.Chunk.FreeSlot[run.Page];
        FreeRun last = runs[--_count];
        if (_count == 0)
        {
            pool.Give(runs);
            _room = null;
        }
        else if (slot == _count)
        {
            return;
        }
        else if (slot > 0 && last.IsBelow(runs[(slot - 1) / 2]))
        {
            Rise(runs, slot, last);
        }
        else
        {
            Sink(runs, slot, last, _count);
        }
    }

    private static void Rise(FreeRun[] runs, int slot, FreeRun run)
    {
        while (slot > 0)
        {
            int parent = (slot - 1) / 2;
            if (runs[parent].IsBelow(run))
            {
                break;
            }

            Put(runs, slot, runs[parent]);
            slot = parent;
        }

        Put(runs, slot, run);
    }

    private static void Sink(FreeRun[] runs, int slot, FreeRun run, int count)
    {
        for (int child = (2 * slot) + 1; child < count; child = (2 * slot) + 1)
        {
            if (child + 1 < count && runs[child + 1].IsBelow(runs[child]))
            {
                child++;
            }

            if (run.IsBelow(runs[child]))
            {
                break;
            }

            Put(runs, slot, runs[child]);
            slot = child;
        }

        Put(runs, slot, run);
    }

    private static void Put(FreeRun[] runs, int slot, FreeRun run)
    {
        runs[slot] = run;
        run.Chunk.FreeSlot[run.Page] = slot;
    }
}
