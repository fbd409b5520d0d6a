using AllocSim.Allocator.Tcmalloc.Central;
using AllocSim.Allocator.Tcmalloc.Contended;
using AllocSim.Allocator.Tcmalloc.Sizes;

namespace AllocSim.Allocator.Tcmalloc.Threads;

/// <summary>A thread's free objects, by class. (ThreadCache)</summary>
internal sealed class ThreadCache
{
    /// <summary>Bytes of its record: 128 lists of 32 bytes, and 64 more.</summary>
    public const int RecordBytes = 4160;

    private const int LengthMax = 8192;
    private const int OveragesMax = 3;

    private readonly ThreadCaches _all;
    private readonly CentralCache _central;
    private readonly SizeMap _sizes;

    /// <summary>Makes the cache of a record.</summary>
    /// <param name="all">The caches that it shares the budget with.</param>
    /// <param name="central">Where objects come from and go to.</param>
    /// <param name="sizes">The classes.</param>
    /// <param name="record">Its record.</param>
    public ThreadCache(ThreadCaches all, CentralCache central, SizeMap sizes, int record)
    {
        _all = all;
        _central = central;
        _sizes = sizes;
        Record = record;
        Lists = new FreeList[SizeMap.ClassesMax];
        for (int i = 0; i < Lists.Length; i++)
        {
            Lists[i].Objects = [];
        }
    }

    /// <summary>Its lists. Where none may have objects, no call is served from them.</summary>
    public FreeList[] Lists { get; }

    /// <summary>Bytes of all objects. (size_)</summary>
    public int Size;

    /// <summary>How many bytes there may be until it is cleaned up. (max_size_)</summary>
    public int MaxSize;

    /// <summary>Its record.</summary>
    public int Record { get; }

    /// <summary>The cache that was made before it.</summary>
    public ThreadCache? Next { get; set; }

    /// <summary>The cache that was made after it.</summary>
    public ThreadCache? Previous { get; set; }

    /// <summary>Empties it for a thread.</summary>
    public void Clear()
    {
        Size = 0;
        for (int i = 1; i < _sizes.Count; i++)
        {
            ref FreeList list = ref Lists[i];
            list.Length = 0;
            list.LowWater = 0;
            list.Overages = 0;
            list.ObjectSize = _sizes.SizeOf(i);
            list.MaxLength = 1;
        }
    }

    /// <summary>Hands out an object of a class. (Allocate)</summary>
    /// <returns>Its address, or 0.</returns>
    public ulong Allocate(int sizeClass)
    {
        ref FreeList list = ref Lists[sizeClass];
        if (list.Length == 0)
        {
            return FetchFromCentral(ref list, sizeClass);
        }

        list.Length--;
        list.LowWater = Math.Min(list.LowWater, list.Length);
        Size -= list.ObjectSize;
        return list.Objects[list.Length];
    }

    /// <summary>Takes an object back. (Deallocate)</summary>
    public void Deallocate(ulong address, int sizeClass)
    {
        ref FreeList list = ref Lists[sizeClass];
        if (list.Length == list.Objects.Length)
        {
            Array.Resize(ref list.Objects, Math.Max(list.Length * 2, 4));
        }

        list.Objects[list.Length++] = address;
        Size += list.ObjectSize;
        if (list.Length > list.MaxLength)
        {
            ShortenTooLong(ref list, sizeClass);
        }

        if (Size > MaxSize)
        {
            Scavenge();
        }
    }

    /// <summary>Gives all objects back. (Cleanup)</summary>
    public void Flush()
    {
        for (int i = 0; i < _sizes.Count; i++)
        {
            if (Lists[i].Length > 0)
            {
                ReleaseToCentral(ref Lists[i], i, Lists[i].Length);
            }
        }
    }

    /// <summary>Gives back half of what was not needed since the last time, and asks for a larger share of the budget. (Scavenge)</summary>
    public void Scavenge()
    {
        _all.Charge(TcmallocCost.ListLook, _sizes.Count);
        for (int i = 0; i < _sizes.Count; i++)
        {
            ref FreeList list = ref Lists[i];
            if (list.LowWater > 0)
            {
                ReleaseToCentral(ref list, i, list.LowWater > 1 ? list.LowWater / 2 : 1);
                int batch = _sizes.BatchOf(i);
                if (list.MaxLength > batch)
                {
                    list.MaxLength = Math.Max(list.MaxLength - batch, batch);
                }
            }

            list.LowWater = list.Length;
        }

        _all.IncreaseLimit(this);
    }

    // A batch at most, and at first one object more each time. (FetchFromCentralCache)
    private ulong FetchFromCentral(ref FreeList list, int sizeClass)
    {
        int batch = _sizes.BatchOf(sizeClass);
        int wanted = Math.Min(list.MaxLength, batch);
        if (list.Objects.Length < wanted)
        {
            Array.Resize(ref list.Objects, wanted * 2);
        }

        int fetched = _central[sizeClass].RemoveRange(list.Objects, wanted);
        if (fetched == 0)
        {
            return 0;
        }

        fetched--;
        Size += list.ObjectSize * fetched;
        list.Length = fetched;
        ulong first = list.Objects[fetched];
        if (list.MaxLength < batch)
        {
            list.MaxLength++;
        }
        else
        {
            int longer = Math.Min(list.MaxLength + batch, LengthMax);
            list.MaxLength = longer - (longer % batch);
        }

        return first;
    }

    // (ListTooLong)
    private void ShortenTooLong(ref FreeList list, int sizeClass)
    {
        int batch = _sizes.BatchOf(sizeClass);
        ReleaseToCentral(ref list, sizeClass, batch);
        if (list.MaxLength < batch)
        {
            list.MaxLength++;
        }
        else if (list.MaxLength > batch && ++list.Overages > OveragesMax)
        {
            list.MaxLength -= batch;
            list.Overages = 0;
        }
    }

    // (ReleaseToCentralCache)
    private void ReleaseToCentral(ref FreeList list, int sizeClass, int count)
    {
        count = Math.Min(count, list.Length);
        Size -= count * list.ObjectSize;
        int batch = _sizes.BatchOf(sizeClass);
        while (count > 0)
        {
            int part = Math.Min(count, batch);
            list.Length -= part;
            list.LowWater = Math.Min(list.LowWater, list.Length);
            _central[sizeClass].InsertRange(list.Objects.AsSpan(list.Length, part));
            count -= part;
        }
    }
}
