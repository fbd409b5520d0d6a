using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Runs;
using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Allocator.Classic.Arenas;

/// <content>Its chunks: how they come, which of them have dirty pages, how they go.</content>
internal sealed partial class Arena
{
    private Chunk? _dirtyFirst;
    private Chunk? _dirtyLast;

    /// <summary>The first chunk of those that had dirty pages, in the order in which they became dirty. (chunks_dirty)</summary>
    public Chunk? DirtyFirst => _dirtyFirst;

    // A chunk that is one free run: the spare, or a new one. (arena_chunk_alloc)
    private Chunk? AllocateChunk()
    {
        if (Spare is { } spare)
        {
            Spare = null;
            MakeAvailable(spare, _mapBias, spare.Map[_mapBias]);
            return spare;
        }

        Mutex.Unlock();
        ulong address = _parts.Source.Allocate(_geometry.ChunkBytes);
        Mutex.Lock();
        if (address == 0)
        {
            return null;
        }

        MappedBytes += _geometry.ChunkBytes;
        Chunk chunk = _parts.Table.Add(address);
        chunk.Arena = this;
        chunk.IsDirtied = false;
        chunk.DirtyPages = 0;
        _machine.Touch(address, RecordSizes.ChunkHeader);
        chunk.Map.AsSpan().Clear();
        uint bits = (uint)_pagesMax << Chunk.PagesShift;
        _map.Set(chunk, _mapBias, bits);
        _map.Set(chunk, _mapBias + _pagesMax - 1, bits);
        MakeAvailable(chunk, _mapBias, bits);
        return chunk;
    }

    // An empty chunk becomes the spare; the spare before it goes. (arena_chunk_dealloc)
    private void DeallocateChunk(Chunk chunk)
    {
        AvailableOf(chunk.Map[_mapBias]).Remove(new FreeRun(chunk, _mapBias), _pagesMax);
        Chunk? old = Spare;
        Spare = chunk;
        if (old is null)
        {
            return;
        }

        if (old.IsDirtied)
        {
            RemoveDirtied(old);
            DirtyPages -= old.DirtyPages;
        }

        Mutex.Unlock();
        _parts.Table.Remove(old);
        _parts.Source.Deallocate(old.Address, _geometry.ChunkBytes);
        Mutex.Lock();
        MappedBytes -= _geometry.ChunkBytes;
    }

    private void AddDirtied(Chunk chunk)
    {
        chunk.IsDirtied = true;
        chunk.DirtyBefore = _dirtyLast;
        chunk.DirtyAfter = null;
        if (_dirtyLast is null)
        {
            _dirtyFirst = chunk;
        }
        else
        {
            _dirtyLast.DirtyAfter = chunk;
        }

        _dirtyLast = chunk;
    }

    private void RemoveDirtied(Chunk chunk)
    {
        if (chunk.DirtyBefore is { } before)
        {
            before.DirtyAfter = chunk.DirtyAfter;
        }
        else
        {
            _dirtyFirst = chunk.DirtyAfter;
        }

        if (chunk.DirtyAfter is { } after)
        {
            after.DirtyBefore = chunk.DirtyBefore;
        }
        else
        {
            _dirtyLast = chunk.DirtyBefore;
        }

        chunk.DirtyBefore = null;
        chunk.DirtyAfter = null;
        chunk.IsDirtied = false;
    }

    private void MakeAvailable(Chunk chunk, int page, uint bits)
    {
        _map.Link(chunk, page);
        AvailableOf(bits).Insert(new FreeRun(chunk, page), (int)(bits >> Chunk.PagesShift));
    }
}
