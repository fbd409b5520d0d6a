using AllocSim.Allocator.Classic.Caches;
using AllocSim.Allocator.Classic.Chunks;
using AllocSim.Allocator.Classic.Runs;
using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Allocator.Classic.Arenas;

/// <content>Small objects.</content>
internal sealed partial class Arena
{
    /// <summary>A small object. (arena_malloc_small)</summary>
    /// <returns>Where it is, or 0.</returns>
    public ulong MallocSmall(int binIndex, bool isZeroed)
    {
        Bin bin = Bins[binIndex];
        bin.Mutex.Lock();
        ulong region = TakeRegion(bin);
        if (region != 0)
        {
            bin.Counts.Mallocs++;
            bin.Sums.AllocatedBytes += bin.RegionBytes;
            bin.Counts.Requests++;
        }

        bin.Mutex.Unlock();
        if (region != 0 && (isZeroed || _options.Junk || _options.Zero))
        {
            _machine.Touch(region, bin.RegionBytes);
        }

        return region;
    }

    /// <summary>Fills an empty bin of a cache by half. (arena_tcache_fill_small)</summary>
    public void FillSmall(ref CacheBin cached, int binIndex)
    {
        Bin bin = Bins[binIndex];
        bin.Mutex.Lock();
        int wanted = cached.Max >> 1;
        int count = 0;
        while (count < wanted)
        {
            ulong region = TakeRegion(bin);
            if (region == 0)
            {
                break;
            }

            _machine.Touch(region, RecordSizes.Word);
            cached.Objects[count++] = region;
        }

        cached.Count = count;
        bin.Counts.Mallocs += (ulong)count;
        bin.Sums.AllocatedBytes += (ulong)count * bin.RegionBytes;
        bin.Counts.Requests += cached.Requests;
        cached.Requests = 0;
        bin.Counts.Fills++;
        bin.Mutex.Unlock();
    }

    /// <summary>Gives a region back; the bin's mutex is held. (arena_dalloc_bin)</summary>
    public void DeallocateRegion(Run run, ulong region)
    {
        Bin bin = run.Bin;
        _machine.Touch(region, _options.Junk ? bin.RegionBytes : RecordSizes.Word);
        SettleRun(run, run.Give(region));
        bin.Counts.Dallocs++;
        bin.Sums.AllocatedBytes -= bin.RegionBytes;
    }

    /// <summary>What a run with one more free region asks for: to go when it is empty, to be found when it was full.</summary>
    public void SettleRun(Run run, uint free)
    {
        Bin bin = run.Bin;
        if (free == run.Info.Regions)
        {
            Dissociate(run, bin);
            DeallocateBinRun(run, bin);
        }
        else if (free == 1 && run != bin.Current)
        {
            LowerRun(run, bin);
        }
    }

    private ulong TakeRegion(Bin bin)
    {
        if (bin.Current.FreeCount == 0)
        {
            // In a serial run nobody changes the bin while its mutex is given up in here. (arena_bin_malloc_hard)
            bin.Current = Run.None;
            Run? run = NextRun(bin);
            if (run is null)
            {
                return 0;
            }

            bin.Current = run;
        }

        return bin.Current.Take();
    }

    // The lowest run with a free region, or a new one. (arena_bin_nonfull_run_get)
    private Run? NextRun(Bin bin)
    {
        if (bin.Nonfull.First is { } lowest)
        {
            bin.Nonfull.Remove(lowest);
            bin.Counts.Reruns++;
            return lowest;
        }

        bin.Mutex.Unlock();
        Mutex.Lock();
        Run? run = NewRun(bin);
        Mutex.Unlock();
        bin.Mutex.Lock();
        if (run is not null)
        {
            bin.Counts.RunsMade++;
            bin.Counts.Runs++;
            bin.Sums.HeaderBytes += bin.Info.FirstRegion;
            bin.Counts.RunsHigh = Math.Max(bin.Counts.RunsHigh, bin.Counts.Runs);
        }

        return run;
    }

    private Run? NewRun(Bin bin)
    {
        int pages = (int)(bin.Info.RunBytes >> _geometry.PageShift);
        if (!TryAllocateRun(pages, isLarge: false, isZeroed: false, out FreeRun place))
        {
            return null;
        }

        ulong address = AddressOf(place.Chunk, place.Page);
        Run run = _parts.Runs.Take(bin.Info);
        run.Begin(place.Chunk, address, bin);
        place.Chunk.RunAt.AsSpan(place.Page, pages).Fill(run);
        _machine.Touch(address, RecordSizes.RunHeader);
        return run;
    }

    // A run of a single region is never among those with free ones. (arena_dissociate_bin_run)
    private static void Dissociate(Run run, Bin bin)
    {
        if (run == bin.Current)
        {
            bin.Current = Run.None;
        }
        else if (run.Info.Regions != 1)
        {
            bin.Nonfull.Remove(run);
        }
    }

    // An empty run goes; pages of it that were clean and never used stay clean. (arena_dalloc_bin_run)
    private void DeallocateBinRun(Run run, Bin bin)
    {
        bin.Mutex.Unlock();
        Chunk chunk = run.Chunk;
        int pages = PagesOfRun(run);
        int page = (int)((run.Address - chunk.Address) >> _geometry.PageShift);
        int used = (int)((_geometry.PagesOf(run.Next) - run.Address) >> _geometry.PageShift);
        chunk.RunAt.AsSpan(page, pages).Clear();
        _parts.Runs.Give(run);
        Mutex.Lock();
        if ((chunk.Map[page] & Chunk.Dirty) == 0 && used < pages)
        {
            _map.Change(chunk, page + pages - 1, Chunk.Large | (chunk.Map[page + pages - 1] & Chunk.Flags));
            _map.Change(chunk, page, ((uint)pages << Chunk.PagesShift) | Chunk.Large | (chunk.Map[page] & Chunk.Flags));
            TrimTail(chunk, page, pages, used, isDirtied: false);
            pages = used;
        }

        DeallocateRun(chunk, page, pages, isDirtied: true);
        Mutex.Unlock();
        bin.Mutex.Lock();
        bin.Counts.Runs--;
        bin.Sums.HeaderBytes -= bin.Info.FirstRegion;
    }

    // The current run gives way to a lower one. Where there was none, this run becomes it, even above others with free regions. (arena_bin_lower_run)
    private void LowerRun(Run run, Bin bin)
    {
        if (bin.Current == Run.None)
        {
            bin.Current = run;
        }
        else if (run.Address < bin.Current.Address)
        {
            if (bin.Current.FreeCount > 0)
            {
                Insert(bin, bin.Current);
            }

            bin.Current = run;
        }
        else
        {
            Insert(bin, run);
        }
    }

    private void Insert(Bin bin, Run run)
    {
        _map.Link(run.Chunk, (int)((run.Address - run.Chunk.Address) >> _geometry.PageShift));
        bin.Nonfull.Insert(run);
    }
}
