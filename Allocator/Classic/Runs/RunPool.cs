using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Allocator.Classic.Runs;

/// <summary>Run records that wait to be used again, so that making a run makes no garbage.</summary>
internal sealed class RunPool
{
    private readonly Stack<Run>[] _spare;

    /// <summary>Makes an empty pool.</summary>
    public RunPool(Geometry geometry)
    {
        _spare = new Stack<Run>[geometry.Bins.Length];
        for (int i = 0; i < _spare.Length; i++)
        {
            _spare[i] = new Stack<Run>();
        }
    }

    /// <summary>A record for a run of a class.</summary>
    public Run Take(BinInfo info) => _spare[info.Index].TryPop(out Run? run) ? run : new Run(info);

    /// <summary>A run is gone.</summary>
    public void Give(Run run) => _spare[run.Info.Index].Push(run);
}
