using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Huge;

/// <summary>A part of the small extent cache with a lock of its own: a bin for each page size class.</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/sec.h`, sec_shard_t.</remarks>
internal sealed class SecShard(EdataTable table, int classes, ILockRecorder? recorder)
{
    private int _nextVictim;

    /// <summary>The lock.</summary>
    public SimMutex Mutex { get; } = new("sec_shard", MutexRank.SecShard, recorder);

    /// <summary>The bins, by page size class.</summary>
    public SecBin[] Bins { get; } = [.. Enumerable.Range(0, classes).Select(_ => new SecBin(new EdataList(table)))];

    /// <summary>Bytes in all bins.</summary>
    public ulong Bytes { get; private set; }

    /// <summary>Takes the extent that was freed last out of a bin; <see cref="EdataTable.Null"/> when it is empty.</summary>
    public int TakeFirst(ref SecBin bin)
    {
        int id = bin.Free.First;
        if (id != EdataTable.Null)
        {
            bin.Free.Remove(id);
            bin.Bytes -= table[id].Size;
            Bytes -= table[id].Size;
        }

        return id;
    }

    /// <summary>Puts a freed extent into a bin.</summary>
    public void Put(ref SecBin bin, int id, ulong size)
    {
        bin.Free.Prepend(id);
        bin.Bytes += size;
        Bytes += size;
    }

    /// <summary>Puts fresh extents of one size into a bin, behind the others.</summary>
    public void PutAll(ref SecBin bin, EdataList fresh, ulong size)
    {
        for (int id = fresh.First; id != EdataTable.Null; id = fresh.First)
        {
            fresh.Remove(id);
            bin.Free.Append(id);
            bin.Bytes += size;
            Bytes += size;
        }
    }

    /// <summary>Empties bin after bin, beginning where the last time ended, until no more than so many bytes are left.</summary>
    public void TakeDownTo(ulong bytes, EdataList taken)
    {
        while (Bytes > bytes)
        {
            TakeAll(ref Bins[_nextVictim], taken);
            _nextVictim = (_nextVictim + 1) % Bins.Length;
        }
    }

    /// <summary>Empties all bins.</summary>
    public void TakeAll(EdataList taken)
    {
        for (int i = 0; i < Bins.Length; i++)
        {
            TakeAll(ref Bins[i], taken);
        }
    }

    /// <summary>Appends the cached extents.</summary>
    public void AddTo(List<int> ids)
    {
        foreach (SecBin bin in Bins)
        {
            bin.Free.AddTo(ids);
        }
    }

    private void TakeAll(ref SecBin bin, EdataList taken)
    {
        for (int id = bin.Free.First; id != EdataTable.Null; id = bin.Free.First)
        {
            bin.Free.Remove(id);
            taken.Append(id);
        }

        Bytes -= bin.Bytes;
        bin.Bytes = 0;
    }
}
