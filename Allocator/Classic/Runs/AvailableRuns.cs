using System.Numerics;

namespace AllocSim.Allocator.Classic.Runs;

/// <summary>An arena's free runs, clean or dirty, by length and then by address. (runs_avail_clean, runs_avail_dirty)</summary>
/// <remarks>
/// The library keeps a red-black tree and looks for the first run that is long enough: the shortest such length, and of that the lowest. Lengths are few,
/// so here each has a heap of its own, and two levels of bits find the next length that has runs.
/// </remarks>
internal sealed class AvailableRuns
{
    private const int WordShift = 6;
    private const int WordMask = 63;

    private readonly FreeRunHeap[] _byPages;
    private readonly FreeRunRoom _room = new();
    private readonly ulong[] _lengths;
    private readonly ulong[] _words;

    /// <summary>Makes an empty set.</summary>
    /// <param name="pagesMax">The longest run, in pages.</param>
    public AvailableRuns(int pagesMax)
    {
        _byPages = new FreeRunHeap[pagesMax + 1];
        _lengths = new ulong[(pagesMax >> WordShift) + 1];
        _words = new ulong[(_lengths.Length >> WordShift) + 1];
    }

    /// <summary>Lengths that runs can have: 0 to one below this.</summary>
    public int LengthCount => _byPages.Length;

    /// <summary>The free runs of a length, in no useful order.</summary>
    public ReadOnlySpan<FreeRun> OfLength(int pages) => _byPages[pages].All;

    /// <summary>Adds a run that is not there.</summary>
    public void Insert(FreeRun run, int pages)
    {
        _byPages[pages].Insert(run, _room);
        _lengths[pages >> WordShift] |= 1UL << pages;
        _words[pages >> (2 * WordShift)] |= 1UL << (pages >> WordShift);
    }

    /// <summary>Takes a run out that is there.</summary>
    public void Remove(FreeRun run, int pages)
    {
        ref FreeRunHeap heap = ref _byPages[pages];
        heap.Remove(run, _room);
        if (heap.Count > 0)
        {
            return;
        }

        int word = pages >> WordShift;
        _lengths[word] &= ~(1UL << pages);
        if (_lengths[word] == 0)
        {
            _words[word >> WordShift] &= ~(1UL << word);
        }
    }

    /// <summary>The lowest of the shortest runs that are long enough. (arena_avail_tree_nsearch)</summary>
    /// <returns>False where no run is long enough.</returns>
    public bool TryFind(int pages, out FreeRun run)
    {
        int word = pages >> WordShift;
        ulong lengths = _lengths[word] & (ulong.MaxValue << pages);
        if (lengths == 0)
        {
            word = NextWord(word + 1);
            if (word < 0)
            {
                run = default;
                return false;
            }

            lengths = _lengths[word];
        }

        run = _byPages[(word << WordShift) + BitOperations.TrailingZeroCount(lengths)].First;
        return true;
    }

    // The first word from one on that has a length in it; -1 for none.
    private int NextWord(int from)
    {
        int at = from >> WordShift;
        ulong words = at < _words.Length ? _words[at] & (ulong.MaxValue << (from & WordMask)) : 0;
        while (words == 0)
        {
            if (++at >= _words.Length)
            {
                return -1;
            }

            words = _words[at];
        }

        return (at << WordShift) + BitOperations.TrailingZeroCount(words);
    }
}
