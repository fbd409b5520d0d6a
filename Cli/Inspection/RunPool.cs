using System.Buffers;
using AllocSim.Cli.Runs;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Inspection;

/// <summary>Replays of one trace that stand at operations spread evenly over it: a look at any operation goes on from the nearest one before it.</summary>
/// <remarks>
/// A paused replay is its own snapshot. A look takes one on with it and leaves it where it looked; where a stretch of the trace has none any more, a second thread puts one at its
/// beginning. Which one a look goes on from does not show in what it sees. At most <see cref="PausedMax"/> and two more are kept, each as large as the heap's records; none is added while the program holds <see cref="BytesMax"/>.
/// </remarks>
internal sealed class RunPool : IDisposable
{
    /// <summary>Replays that are paused.</summary>
    public const int PausedMax = 16;

    /// <summary>Bytes on the managed heap above which no replay is paused any more: looks then start further back.</summary>
    public const long BytesMax = 1L << 30;

    // What replays leave behind at their end is used again up to 48 MiB: fresh pages cost more than what is written there.
    private const int LeavesMax = 1024;

    private readonly RunRequest _request;
    private readonly OperationSpool _spool;
    private readonly InspectedRun?[] _paused = new InspectedRun?[PausedMax]; // Each stands somewhere in the stretch of its place.
    private readonly ArrayPool<TracedBlock> _leaves = ArrayPool<TracedBlock>.Create(ObjectJournal.LeafLength, LeavesMax);
    private readonly Lock _gate = new();
    private Task _filling = Task.CompletedTask;
    private InspectedRun? _current;
    private volatile bool _isOver;

    /// <summary>Begins to place replays along a trace.</summary>
    public RunPool(RunRequest request, OperationSpool spool)
    {
        _request = request;
        _spool = spool;
        // The middle first, then the quarters, and so on: where memory ends early, those that stand are spread evenly.
        foreach (int place in Enumerable.Range(0, PausedMax).OrderBy(Reversed))
        {
            Fill(place);
        }
    }

    /// <summary>How many replays are paused, and how many bytes the program holds.</summary>
    public (int Count, long Bytes) Held()
    {
        lock (_gate)
        {
            return (_paused.Count(run => run is not null), GC.GetTotalMemory(forceFullCollection: false));
        }
    }

    /// <summary>The replay after an operation; good until the next is asked for.</summary>
    /// <param name="index">The operation, from -1, before the first, to the trace's last.</param>
    public InspectedRun At(long index)
    {
        int place = PlaceOf(index);
        lock (_gate)
        {
            while (place >= 0 && !(_paused[place]?.Cursor.Index <= index))
            {
                place--;
            }

            bool isCurrentNearer = _current is not null && _current.Cursor.Index <= index && (place < 0 || _current.Cursor.Index >= _paused[place]!.Cursor.Index);
            if (!isCurrentNearer)
            {
                InspectedRun? left = _current;
                _current = place < 0 ? NewRun() : _paused[place];
                if (place >= 0)
                {
                    _paused[place] = null;
                    Fill(place);
                }

                Pause(left);
            }
        }

        try
        {
            _current!.Cursor.RunTo(index);
            return _current;
        }
        catch (TraceFormatException)
        {
            _current!.Dispose(); // It stands within an operation.
            _current = null;
            throw;
        }
    }

    /// <summary>Waits until every place has its replay.</summary>
    public void WaitUntilFull() => _filling.Wait();

    /// <summary>A replay that nobody else uses, before the first operation.</summary>
    public InspectedRun NewRun()
    {
        InspectedRun run = new(_request, [], _spool.Open, leaves: _leaves);
        run.Session.Objects.Reserve(_spool.SlotCount);
        return run;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isOver = true;
        _filling.Wait();
        _current?.Dispose();
        foreach (InspectedRun? run in _paused)
        {
            run?.Dispose();
        }
    }

    // What is garbage does not count, but it is collected only to be sure, and once: a look has to wait meanwhile.
    private static bool IsFull()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) > BytesMax)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        }

        return GC.GetTotalMemory(forceFullCollection: false) > BytesMax;
    }

    // The bits of a place backwards: 0, 8, 4, 12, 2, …
    private static int Reversed(int place)
    {
        int reversed = 0;
        for (int bit = 1; bit < PausedMax; bit <<= 1)
        {
            reversed = (reversed << 1) | ((place & bit) != 0 ? 1 : 0);
        }

        return reversed;
    }

    // Of two in one stretch the earlier one stays: more of it can be reached from there.
    private void Pause(InspectedRun? run)
    {
        if (run is null)
        {
            return;
        }

        int place = PlaceOf(run.Cursor.Index);
        if (_paused[place] is { } other && other.Cursor.Index <= run.Cursor.Index)
        {
            run.Dispose();
            return;
        }

        _paused[place]?.Dispose();
        _paused[place] = run;
    }

    // The stretch that an operation is in.
    private int PlaceOf(long index)
    {
        int place = PausedMax - 1;
        while (place > 0 && IndexOf(place) > index)
        {
            place--;
        }

        return place;
    }

    private bool HasRun(int place)
    {
        lock (_gate)
        {
            return _paused[place] is not null;
        }
    }

    private long IndexOf(int place) => (_spool.Count * place / PausedMax) - 1;

    // One after the other, so that there is never more than one on its way.
    private void Fill(int place) => _filling = _filling.ContinueWith(
        _ =>
        {
            if (_isOver || HasRun(place) || IsFull())
            {
                return;
            }

            InspectedRun run = NewRun();
            try
            {
                run.Cursor.RunTo(IndexOf(place));
            }
            catch (TraceFormatException)
            {
                run.Dispose();
                return; // A look will find the same, and say it.
            }

            lock (_gate)
            {
                Pause(run);
            }
        },
        CancellationToken.None,
        TaskContinuationOptions.None,
        TaskScheduler.Default);
}
