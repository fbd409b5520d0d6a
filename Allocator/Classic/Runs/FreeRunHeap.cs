namespace AllocSim.Allocator.Classic.Runs;

/// <summary>Free runs of one length, the lowest one first. A run knows its place through <see cref="Chunks.Chunk.FreeSlot"/>.</summary>
internal sealed class FreeRunHeap
{
    private FreeRun[] _runs = new FreeRun[2];
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => _count;

    /// <summary>All of them, in no useful order.</summary>
    public ReadOnlySpan<FreeRun> All => _runs.AsSpan(0, _count);

    /// <summary>The lowest one; there must be one.</summary>
    public FreeRun First => _runs[0];

    /// <summary>Adds one that is not there.</summary>
    public void Insert(FreeRun run)
    {
        if (_count == _runs.Length)
        {
            Array.Resize(ref _runs, _count * 2);
        }

        Rise(_count++, run);
    }

    /// <summary>Takes one out that is there.</summary>
    public void Remove(FreeRun run)
    {
        int slot = run.Chunk.FreeSlot[run.Page];
        FreeRun last = _runs[--_count];
        if (slot == _count)
        {
            return;
        }

        if (slot > 0 && last.IsBelow(_runs[(slot - 1) / 2]))
        {
            Rise(slot, last);
        }
        else
        {
            Sink(slot, last);
        }
    }

    private void Rise(int slot, FreeRun run)
    {
        while (slot > 0)
        {
            int parent = (slot - 1) / 2;
            if (_runs[parent].IsBelow(run))
            {
                break;
            }

            Put(slot, _runs[parent]);
            slot = parent;
        }

        Put(slot, run);
    }

    private void Sink(int slot, FreeRun run)
    {
        for (int child = (2 * slot) + 1; child < _count; child = (2 * slot) + 1)
        {
            if (child + 1 < _count && _runs[child + 1].IsBelow(_runs[child]))
            {
                child++;
            }

            if (run.IsBelow(_runs[child]))
            {
                break;
            }

            Put(slot, _runs[child]);
            slot = child;
        }

        Put(slot, run);
    }

    private void Put(int slot, FreeRun run)
    {
        _runs[slot] = run;
        run.Chunk.FreeSlot[run.Page] = slot;
    }
}
