namespace AllocSim.Allocator.Classic.Runs;

/// <summary>A bin's runs with free regions, the lowest one first. (the tree runs of arena_bin_t)</summary>
/// <remarks>The library keeps a red-black tree by address, and asks it for the lowest only; a heap gives the same answers with fewer steps.</remarks>
internal sealed class RunHeap
{
    private Run[] _runs = new Run[4];
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => _count;

    /// <summary>All of them, in no useful order.</summary>
    public ReadOnlySpan<Run> All => _runs.AsSpan(0, _count);

    /// <summary>The lowest one; null where there is none.</summary>
    public Run? First => _count > 0 ? _runs[0] : null;

    /// <summary>Adds one that is not there.</summary>
    public void Insert(Run run)
    {
        if (_count == _runs.Length)
        {
            Array.Resize(ref _runs, _count * 2);
        }

        Rise(_count++, run);
    }

    /// <summary>Takes one out that is there.</summary>
    public void Remove(Run run)
    {
        int slot = run.Slot;
        run.Slot = -1;
        Run last = _runs[--_count];
        if (slot == _count)
        {
            return;
        }

        if (slot > 0 && last.Address < _runs[(slot - 1) / 2].Address)
        {
            Rise(slot, last);
        }
        else
        {
            Sink(slot, last);
        }
    }

    private void Rise(int slot, Run run)
    {
        while (slot > 0)
        {
            int parent = (slot - 1) / 2;
            if (_runs[parent].Address < run.Address)
            {
                break;
            }

            Put(slot, _runs[parent]);
            slot = parent;
        }

        Put(slot, run);
    }

    private void Sink(int slot, Run run)
    {
        for (int child = (2 * slot) + 1; child < _count; child = (2 * slot) + 1)
        {
            if (child + 1 < _count && _runs[child + 1].Address < _runs[child].Address)
            {
                child++;
            }

            if (run.Address < _runs[child].Address)
            {
                break;
            }

            Put(slot, _runs[child]);
            slot = child;
        }

        Put(slot, run);
    }

    private void Put(int slot, Run run)
    {
        _runs[slot] = run;
        run.Slot = slot;
    }
}
