using AllocSim.Cli.Runs;

namespace AllocSim.Cli.Inspection;

/// <summary>Replays of one trace that stand at different operations: a look at any operation goes on from the nearest one before it.</summary>
/// <remarks>A paused replay is its own snapshot. At most <see cref="PausedMax"/> are kept, each as large as the heap's records; of two that stand close together one goes.</remarks>
internal sealed class RunPool(RunRequest request, OperationSpool spool) : IDisposable
{
    /// <summary>Replays that are kept.</summary>
    public const int PausedMax = 8;

    private readonly List<InspectedRun> _runs = [];

    /// <summary>How many are kept now.</summary>
    public int Count => _runs.Count;

    /// <summary>Places replays evenly along the trace, so that the first look back is as fast as those after it.</summary>
    public void Spread()
    {
        for (int i = 1; i < PausedMax; i++)
        {
            InspectedRun run = NewRun();
            run.Cursor.RunTo((spool.Count * i / PausedMax) - 1);
            _runs.Add(run);
        }
    }

    /// <summary>The replay after an operation.</summary>
    /// <param name="index">The operation, from -1, before the first, to the trace's last.</param>
    public InspectedRun At(long index)
    {
        InspectedRun? nearest = _runs.Where(run => run.Cursor.Index <= index).MaxBy(run => run.Cursor.Index);
        if (nearest is null)
        {
            nearest = NewRun();
            _runs.Add(nearest);
        }

        nearest.Cursor.RunTo(index);
        if (_runs.Count > PausedMax)
        {
            DropOne(nearest);
        }

        return nearest;
    }

    /// <summary>A replay that nobody else uses, before the first operation.</summary>
    public InspectedRun NewRun(params IReadOnlyList<AddressQuestion> questions) => new(request, questions, open: spool.Open);

    /// <inheritdoc/>
    public void Dispose() => _runs.ForEach(run => run.Dispose());

    // The one that is least missed: whose way from the one before it is shortest.
    private void DropOne(InspectedRun kept)
    {
        InspectedRun[] ordered = [.. _runs.OrderBy(run => run.Cursor.Index)];
        int least = -1;
        long shortest = long.MaxValue;
        for (int i = 0; i < ordered.Length; i++)
        {
            long way = ordered[i].Cursor.Index - (i == 0 ? -1 : ordered[i - 1].Cursor.Index);
            if (ordered[i] != kept && way < shortest)
            {
                (least, shortest) = (i, way);
            }
        }

        _runs.Remove(ordered[least]);
        ordered[least].Dispose();
    }
}
