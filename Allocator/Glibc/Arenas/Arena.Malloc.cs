using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Contended;

namespace AllocSim.Allocator.Glibc.Arenas;

/// <content>Allocation. (_int_malloc)</content>
internal abstract partial class Arena
{
    private const int SortedAtOnceMax = 10_000;

    /// <summary>Allocates an object.</summary>
    /// <param name="cache">The cache of the calling thread, which takes chunks of the same size that are met on the way; null for none.</param>
    /// <param name="bytes">The request.</param>
    /// <returns>The object, or 0.</returns>
    public ulong Allocate(ThreadCache? cache, ulong bytes)
    {
        if (bytes > Chunk.RequestBytesMax)
        {
            return 0;
        }

        Charge(GlibcCost.ArenaMalloc);
        ulong size = Chunk.SizeFor(bytes);
        ulong chunk = 0;
        if (size <= Parameters.FastChunkBytesMax)
        {
            chunk = TakeFast(cache, size);
        }

        if (chunk == 0)
        {
            if (Chunk.IsSmall(size))
            {
                chunk = TakeSmall(cache, size);
            }
            else if (HasFastChunks)
            {
                Consolidate();
            }

            if (chunk == 0)
            {
                return AllocateSorting(cache, size, bytes);
            }
        }

        FillNew(chunk + Chunk.HeaderBytes, bytes);
        return chunk + Chunk.HeaderBytes;
    }

    private ulong TakeFast(ThreadCache? cache, ulong size)
    {
        ref ulong bin = ref _fastBins[Chunk.FastBinOf(size)];
        ulong chunk = bin;
        if (chunk == 0)
        {
            return 0;
        }

        bin = Memory.Next(chunk);
        int taken = 1;
        InUseBytes += size;
        if (cache is not null)
        {
            ulong index = Chunk.CacheClassOf(size);
            while (bin != 0 && cache.TryPut(index, bin + Chunk.HeaderBytes))
            {
                bin = Memory.Next(bin);
                InUseBytes += size;
                taken++;
            }
        }

        if (_costs is not null)
        {
            ChargeFastTake(taken);
        }

        return chunk;
    }

    private ulong TakeSmall(ThreadCache? cache, ulong size)
    {
        ulong bin = BinAt((int)(size >> 4));
        ref ChunkLinks ends = ref Memory.Links(bin);
        ulong chunk = ends.Previous;
        if (chunk == bin)
        {
            return 0;
        }

        TakeLast(bin, chunk, size);
        if (cache is not null)
        {
            ulong index = Chunk.CacheClassOf(size);
            ulong more;
            while ((more = ends.Previous) != bin && cache.TryPut(index, more + Chunk.HeaderBytes))
            {
                TakeLast(bin, more, size);
                Charge(GlibcCost.Stash);
            }
        }

        return chunk;
    }

    private void TakeLast(ulong bin, ulong chunk, ulong size)
    {
        ulong before = Memory.Previous(chunk);
        InUseBytes += size;
        Memory.MarkInUse(chunk, size);
        Memory.Previous(bin) = before;
        Memory.Next(before) = bin;
        Memory.Head(chunk) |= _flag;
    }

    private ulong AllocateSorting(ThreadCache? cache, ulong size, ulong bytes)
    {
        ulong index = Chunk.CacheClassOf(size);
        bool isCached = false;
        ulong sorted = 0;
        while (true)
        {
            ulong chunk = SortUnsorted(cache, size, index, ref isCached, ref sorted);
            if (chunk == 0 && isCached)
            {
                _ = cache!.TryTake(index, out ulong cached);
                return cached;
            }

            if (chunk == 0 && !Chunk.IsSmall(size))
            {
                chunk = TakeFromLargeBin(size);
            }

            if (chunk == 0)
            {
                chunk = TakeFromLargerBin(size);
            }

            if (chunk == 0)
            {
                ulong topSize = TopSize;
                if (topSize >= size + Chunk.MinBytes)
                {
                    chunk = CutTop(Top, topSize, size);
                }
                else if (HasFastChunks)
                {
                    Consolidate();
                    continue;
                }
            }

            ulong memory = chunk == 0 ? AllocateFromSystem(cache, size) : chunk + Chunk.HeaderBytes;
            if (memory != 0)
            {
                FillNew(memory, bytes);
            }

            return memory;
        }
    }

    /// <summary>Goes through the unsorted chunks, oldest first: one of the right size is taken (or cached), the others go to their bins.</summary>
    /// <returns>The chunk that serves the request, or 0.</returns>
    private ulong SortUnsorted(ThreadCache? cache, ulong size, ulong cacheClass, ref bool isCached, ref ulong sorted)
    {
        ulong unsorted = Unsorted;
        ref ChunkLinks ends = ref Memory.Links(unsorted);
        int now = 0;
        ulong chunk;
        while ((chunk = ends.Previous) != unsorted)
        {
            ulong before = Memory.Previous(chunk);
            ref ChunkHeader header = ref Memory.Header(chunk);
            ulong chunkSize = header.Size;
            if (before == unsorted && Chunk.IsSmall(size) && chunk == _lastRemainder && chunkSize > size + Chunk.MinBytes)
            {
                CutLastRemainder(unsorted, chunk, chunkSize, size);
                return chunk;
            }

            ends.Previous = before;
            Memory.Next(before) = unsorted;
            if (chunkSize == size)
            {
                InUseBytes += size;
                Memory.MarkInUse(chunk, size);
                header.Head |= _flag;
                if (cache is null || !cache.TryPut(cacheClass, chunk + Chunk.HeaderBytes))
                {
                    return chunk;
                }

                isCached = true;
                Charge(GlibcCost.Stash);
                continue;
            }

            PutIntoBin(chunk, chunkSize);
            sorted++;
            if (isCached && Parameters.CacheUnsortedLimit > 0 && sorted > Parameters.CacheUnsortedLimit)
            {
                return 0;
            }

            if (++now >= SortedAtOnceMax)
            {
                break;
            }
        }

        return 0;
    }

    private void CutLastRemainder(ulong unsorted, ulong chunk, ulong chunkSize, ulong size)
    {
        ulong rest = chunk + size;
        ulong restSize = chunkSize - size;
        Charge(GlibcCost.Split);
        Memory.Previous(unsorted) = unsorted;
        Memory.Next(unsorted) = unsorted;
        _lastRemainder = rest;
        InUseBytes += size;
        Memory.Head(chunk) = size | Chunk.PreviousInUse | _flag;
        Memory.SetRestHead(chunk, rest, restSize | Chunk.PreviousInUse);
        Memory.LinkFirst(unsorted, rest, restSize);
        Memory.SetFoot(rest, restSize);
    }
}
