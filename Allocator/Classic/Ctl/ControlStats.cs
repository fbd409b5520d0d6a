using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Allocator.Classic.Ctl;

/// <summary>All that controls answer from: counts as they were when they were last refreshed. (ctl_stats)</summary>
/// <remarks>Its records take base memory at the first control or statistics: of every arena that there can be, and of their sum.</remarks>
internal sealed class ControlStats
{
    private readonly ArenaParts _parts;
    private readonly ClassicHeap _heap;
    private ArenaSnapshot?[] _arenas = [];
    private ulong _records;
    private ulong[] _binCounts = [];
    private ulong[] _largeCounts = [];

    /// <summary>Makes it; nothing is refreshed yet.</summary>
    public ControlStats(ClassicHeap heap)
    {
        _heap = heap;
        _parts = heap.Parts;
    }

    /// <summary>The records exist. (ctl_initialized)</summary>
    public bool IsReady { get; private set; }

    /// <summary>How often the counts were refreshed. (epoch)</summary>
    public ulong Epoch { get; private set; }

    /// <summary>Chunks held.</summary>
    public ulong ChunksCurrent { get; private set; }

    /// <summary>Chunks got so far.</summary>
    public ulong ChunksTotal { get; private set; }

    /// <summary>Most chunks held at once.</summary>
    public ulong ChunksHigh { get; private set; }

    /// <summary>Bytes in objects.</summary>
    public ulong AllocatedBytes { get; private set; }

    /// <summary>Bytes in pages of runs in use and in huge objects.</summary>
    public ulong ActiveBytes { get; private set; }

    /// <summary>Bytes of all chunks.</summary>
    public ulong MappedBytes => ChunksCurrent << _parts.Geometry.ChunkShift;

    /// <summary>All arenas together.</summary>
    public ArenaSnapshot Sum => _arenas[^1]!;

    /// <summary>Whether an arena existed at the last refresh; the number behind the last one is the sum, which always does.</summary>
    public bool IsInitialized(ulong arena) => arena < (ulong)_arenas.Length && _arenas[arena] is not null;

    /// <summary>An arena's counts, or the sum's.</summary>
    public ArenaSnapshot Of(ulong arena) => _arenas[arena]!;

    /// <summary>Whether the records of the next arena, or of the sum, lie right behind those of an arena.</summary>
    public bool IsFollowed(ulong arena)
        => arena + 1 < (ulong)_binCounts.Length && _binCounts[arena + 1] == _largeCounts[arena] + RecordSizes.LinesOf(LargeCountBytes);

    /// <summary>Makes the records at first use. (ctl_init)</summary>
    /// <returns>False when there is no memory for them.</returns>
    public bool TryStart()
    {
        if (IsReady)
        {
            return true;
        }

        uint count = _heap.Arenas.Count + 1;
        ulong bytes = count * RecordSizes.CtlArena;
        _records = _parts.Base.Allocate(bytes);
        if (_records == 0)
        {
            return false;
        }

        _parts.Machine.Touch(_records, bytes);
        _binCounts = new ulong[count];
        _largeCounts = new ulong[count];
        for (uint i = 0; i < count; i++)
        {
            _binCounts[i] = _parts.Base.Allocate(BinCountBytes);
            _largeCounts[i] = _binCounts[i] == 0 ? 0 : _parts.Base.Allocate(LargeCountBytes);
            if (_largeCounts[i] == 0)
            {
                return false;
            }
        }

        _arenas = new ArenaSnapshot?[count];
        _arenas[^1] = new ArenaSnapshot(_parts.Geometry);
        Epoch = 0;
        Refresh();
        IsReady = true;
        return true;
    }

    /// <summary>Takes all counts anew. (ctl_refresh)</summary>
    public void Refresh()
    {
        ChunksCurrent = _parts.Source.Current;
        ChunksTotal = _parts.Source.Total;
        ChunksHigh = _parts.Source.High;
        Sum.Clear();
        Touch(_heap.Arenas.Count);
        foreach (Arena arena in _heap.Arenas.All)
        {
            ArenaSnapshot snapshot = _arenas[arena.Index] ??= new ArenaSnapshot(_parts.Geometry);
            snapshot.Take(arena);
            Sum.Add(snapshot);
            Touch((uint)arena.Index);
        }

        AllocatedBytes = Sum.Small.Bytes + Sum.LargeBytes + _heap.Huge.Bytes;
        ActiveBytes = (Sum.ActivePages << _parts.Geometry.PageShift) + _heap.Huge.Bytes;
        Epoch++;
    }

    private ulong BinCountBytes => RecordSizes.BinStats * (ulong)_parts.Geometry.Bins.Length;

    private ulong LargeCountBytes => RecordSizes.LargeStats * (ulong)_parts.Geometry.LargeClasses;

    private void Touch(uint arena)
    {
        _parts.Machine.Touch(_records + (arena * RecordSizes.CtlArena), RecordSizes.CtlArena);
        _parts.Machine.Touch(_binCounts[arena], BinCountBytes);
        _parts.Machine.Touch(_largeCounts[arena], LargeCountBytes);
    }
}
