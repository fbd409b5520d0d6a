using AllocSim.Allocator.Classic.Arenas;
using AllocSim.Allocator.Classic.Runs;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Classic.Checks;

/// <summary>Checks an arena's bins: each run's books, where the bin looks for it, and the bin's counts.</summary>
internal sealed class BinAudit(Arena arena, List<Run> runs)
{
    private readonly ulong[] _runs = new ulong[arena.Bins.Length];
    private readonly ulong[] _regions = new ulong[arena.Bins.Length];

    /// <summary>Compares everything.</summary>
    public void Run()
    {
        foreach (Run run in runs)
        {
            CheckRun(run);
            _runs[run.Info.Index]++;
            _regions[run.Info.Index] += run.Info.Regions - run.FreeCount;
        }

        ulong headers = 0;
        foreach (Bin bin in arena.Bins)
        {
            CheckBin(bin);
            headers += bin.Counts.Runs * bin.Info.FirstRegion;
        }

        if (headers != arena.BinSums.HeaderBytes)
        {
            throw new InvariantException($"arena {arena.Index}: {arena.BinSums.HeaderBytes} bytes in headers of runs are counted, but there are {headers}");
        }
    }

    private void CheckRun(Run run)
    {
        ulong fresh = (run.Address + run.Info.RunBytes - run.Next) / run.Info.RegionBytes;
        if (run.FreeCount != (ulong)run.Freed.Length + fresh)
        {
            throw Wrong(run, $"says {run.FreeCount} regions are free, but {run.Freed.Length} were freed and {fresh} never used");
        }

        HashSet<uint> seen = [];
        foreach (uint offset in run.Freed)
        {
            if (!seen.Add(offset) || offset < run.Info.FirstRegion || run.Address + offset >= run.Next || (offset - run.Info.FirstRegion) % run.Info.RegionBytes != 0)
            {
                throw Wrong(run, $"has the free region at {offset}, which is none or there twice");
            }
        }

        if (run.FreeCount == run.Info.Regions && run != run.Bin.Current)
        {
            throw Wrong(run, "is empty and still there");
        }

        bool isListed = run.Slot >= 0 && run.Slot < run.Bin.Nonfull.Count && run.Bin.Nonfull.All[run.Slot] == run;
        if (isListed != (run.FreeCount > 0 && run != run.Bin.Current))
        {
            throw Wrong(run, $"has {run.FreeCount} free regions and is {(isListed ? "" : "not ")}among the runs that have some");
        }

        if (isListed && run.Slot > 0 && run.Bin.Nonfull.All[(run.Slot - 1) / 2].Address > run.Address)
        {
            throw Wrong(run, "is not in its order among the runs with free regions");
        }
    }

    // That the current run is the lowest with free regions is no invariant: where there was none, the first run that gets a free region becomes it, whatever lies below.
    private void CheckBin(Bin bin)
    {
        int index = bin.Info.Index;
        if (bin.Counts.Runs != _runs[index] || bin.Counts.Mallocs - bin.Counts.Dallocs != _regions[index])
        {
            throw new InvariantException($"arena {arena.Index}, class {bin.RegionBytes}: {bin.Counts.Runs} runs and {bin.Counts.Mallocs - bin.Counts.Dallocs} regions are counted, but there are {_runs[index]} and {_regions[index]}");
        }
    }

    private InvariantException Wrong(Run run, string what)
        => new($"arena {arena.Index}: the run of class {run.Info.RegionBytes} at 0x{run.Address:x} {what}");
}
