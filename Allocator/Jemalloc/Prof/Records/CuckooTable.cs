using System.Diagnostics.CodeAnalysis;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>A hash table in which an entry has two buckets of four cells to be in; where both are full, another entry moves to its other bucket, and where that goes round in a circle the table doubles.</summary>
/// <remarks>
/// Followed cell by cell, generator included, because its growing and shrinking takes and gives memory. Source: jemalloc 5.3.0, `src/ckh.c`.
/// </remarks>
internal sealed class CuckooTable<T>
    where T : class
{
    private const int LgBucketCells = 2;
    private const int BucketCells = 1 << LgBucketCells;
    private const int LgMinBuckets = 5; // Cells for 64 entries at three quarters full. (PROF_CKH_MINITEMS)
    private const ulong CellBytes = 16;

    private readonly IProfMemory _memory;
    private CuckooKey?[] _keys = new CuckooKey?[BucketCells << LgMinBuckets];
    private T?[] _values = new T?[BucketCells << LgMinBuckets];
    private ulong _address;
    private ulong _prngState = 42;
    private int _lgBuckets = LgMinBuckets;

    private CuckooTable(IProfMemory memory, ulong address)
    {
        _memory = memory;
        _address = address;
    }

    /// <summary>Entries.</summary>
    public int Count { get; private set; }

    /// <summary>The values, in the order of their cells.</summary>
    public IEnumerable<T> Values => _values.Where(value => value is not null)!;

    /// <summary>An empty table; null when memory has run out. (ckh_new)</summary>
    public static CuckooTable<T>? Create(IProfMemory memory, Tsd thread)
    {
        ulong address = memory.AllocateTable(thread, CellBytes << (LgMinBuckets + LgBucketCells));
        return address == 0 ? null : new CuckooTable<T>(memory, address);
    }

    /// <summary>Gives the table's memory back. (ckh_delete)</summary>
    public void Delete(Tsd thread) => _memory.Free(thread, _address);

    /// <summary>Looks a key up.</summary>
    public bool TryFind(CuckooKey key, [NotNullWhen(true)] out T? value)
    {
        int cell = Find(key);
        value = cell < 0 ? null : _values[cell];
        return value is not null;
    }

    /// <summary>Adds a key that is not there; false when memory has run out.</summary>
    public bool TryInsert(Tsd thread, CuckooKey key, T value)
    {
        while (!TryPlace(ref key, ref value))
        {
            if (!TryGrow(thread))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Removes a key that is there, and halves the table when it is less than a quarter full.</summary>
    public void Remove(Tsd thread, CuckooKey key)
    {
        int cell = Find(key);
        _keys[cell] = null;
        _values[cell] = null;
        Count--;
        if (Count < _keys.Length / 4 && _lgBuckets > LgMinBuckets)
        {
            Resize(thread, _lgBuckets - 1);
        }
    }

    private int Find(CuckooKey key)
    {
        int cell = Find(key, key.PrimaryHash);
        return cell >= 0 ? cell : Find(key, key.SecondaryHash);
    }

    private int Find(CuckooKey key, ulong hash)
    {
        int first = BucketOf(hash) << LgBucketCells;
        int index = Array.IndexOf(_keys, key, first, BucketCells);
        return index;
    }

    private int BucketOf(ulong hash) => (int)(hash & ((1UL << _lgBuckets) - 1));

    private bool TryPlace(ref CuckooKey key, ref T value)
    {
        if (TryPlaceIn(BucketOf(key.PrimaryHash), key, value))
        {
            return true;
        }

        int bucket = BucketOf(key.SecondaryHash);
        return TryPlaceIn(bucket, key, value) || TryPlaceByEviction(bucket, ref key, ref value);
    }

    private bool TryPlaceIn(int bucket, CuckooKey key, T value)
    {
        int offset = (int)Prng.NextBits(ref _prngState, LgBucketCells);
        for (int i = 0; i < BucketCells; i++)
        {
            int cell = (bucket << LgBucketCells) + ((i + offset) & (BucketCells - 1));
            if (_keys[cell] is null)
            {
                _keys[cell] = key;
                _values[cell] = value;
                Count++;
                return true;
            }
        }

        return false;
    }

    // Entries move until one finds room; false when they come back to the first bucket, with the entry that is left over then.
    private bool TryPlaceByEviction(int first, ref CuckooKey key, ref T value)
    {
        int bucket = first;
        while (true)
        {
            int cell = (bucket << LgBucketCells) + (int)Prng.NextBits(ref _prngState, LgBucketCells);
            (_keys[cell], key) = (key, _keys[cell]!);
            (_values[cell], value) = (value, _values[cell]!);
            int other = BucketOf(key.SecondaryHash);
            if (other == bucket)
            {
                other = BucketOf(key.PrimaryHash);
            }

            if (other == first)
            {
                return false;
            }

            bucket = other;
            if (TryPlaceIn(bucket, key, value))
            {
                return true;
            }
        }
    }

    private bool TryGrow(Tsd thread)
    {
        for (int lgBuckets = _lgBuckets + 1; ; lgBuckets++)
        {
            if (Resize(thread, lgBuckets) is { } isDone)
            {
                if (isDone)
                {
                    return true;
                }
            }
            else
            {
                return false;
            }
        }
    }

    // True: done. False: entries did not fit, all is as before. Null: memory has run out.
    private bool? Resize(Tsd thread, int lgBuckets)
    {
        ulong address = _memory.AllocateTable(thread, CellBytes << (lgBuckets + LgBucketCells));
        if (address == 0)
        {
            return null;
        }

        (CuckooKey?[] keys, T?[] values, int lgBefore, int count) = (_keys, _values, _lgBuckets, Count);
        _keys = new CuckooKey?[BucketCells << lgBuckets];
        _values = new T?[BucketCells << lgBuckets];
        _lgBuckets = lgBuckets;
        if (TryRebuild(keys, values, count))
        {
            _memory.Free(thread, _address);
            _address = address;
            return true;
        }

        (_keys, _values, _lgBuckets, Count) = (keys, values, lgBefore, count);
        _memory.Free(thread, address);
        return false;
    }

    private bool TryRebuild(CuckooKey?[] keys, T?[] values, int count)
    {
        Count = 0;
        for (int i = 0; Count < count; i++)
        {
            if (keys[i] is { } key)
            {
                T value = values[i]!;
                if (!TryPlace(ref key, ref value))
                {
                    return false;
                }
            }
        }

        return true;
    }
}
