using System.Runtime.CompilerServices;

namespace AllocSim.Allocator.Jemalloc.Extents.Heaps;

/// <summary>Records of a kind by id.</summary>
/// <remarks>Kept in chunks, so that a reference to a record stays good while the table grows and growing copies nothing. Id 0 is no record.</remarks>
internal class RecordTable<T>
    where T : struct
{
    private const int LgChunk = 9;
    private const int ChunkMask = (1 << LgChunk) - 1;

    private T[][] _chunks = new T[16][];

    /// <summary>Makes a table without records.</summary>
    /// <param name="heaps">How heaps of these records rearrange themselves; null as in 5.3.0.</param>
    public RecordTable(HeapHabits? heaps = null)
    {
        heaps ??= HeapHabits.Of530;
        LowestTakesRoot = heaps.LowestTakesRoot;
        UnpairedWaiting = heaps.Unpaired;
        SkipsToWaiting = heaps.SkipsToWaiting;
        AddChunk(0);
    }

    /// <summary>In heaps of these records: <see cref="HeapHabits.LowestTakesRoot"/>.</summary>
    public bool LowestTakesRoot { get; }

    /// <summary>In heaps of these records: <see cref="HeapHabits.Unpaired"/>.</summary>
    public uint UnpairedWaiting { get; }

    /// <summary>In heaps of these records: <see cref="HeapHabits.SkipsToWaiting"/>.</summary>
    public bool SkipsToWaiting { get; }

    /// <summary>Ids given out, counting id 0.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>The record with an id.</summary>
    public ref T this[int id]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _chunks[id >> LgChunk][id & ChunkMask];
    }

    /// <summary>Enters a new record.</summary>
    /// <returns>Its id.</returns>
    public int Add()
    {
        int id = Count++;
        if ((id & ChunkMask) == 0)
        {
            AddChunk(id >> LgChunk);
        }

        return id;
    }

    private void AddChunk(int chunk)
    {
        if (chunk == _chunks.Length)
        {
            Array.Resize(ref _chunks, chunk * 2);
        }

        _chunks[chunk] = new T[1 << LgChunk];
    }
}
