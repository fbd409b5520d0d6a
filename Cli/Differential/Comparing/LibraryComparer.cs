using AllocSim.Cli.Differential.Library;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Operations;

namespace AllocSim.Cli.Differential.Comparing;

/// <summary>Runs a trace through a real library and through its policy, and compares as it goes, up to the first difference.</summary>
internal sealed class LibraryComparer : IDisposable
{
    private readonly ComparisonSettings _settings;
    private readonly LibraryProcess _process;
    private readonly TraceFeed _feed;
    private readonly DecisionReader _reader;
    private readonly Decisions _decisions = new(TraceFeed.BatchOperations);
    private readonly AnswerProbe _probe;
    private readonly SimulatedSide _simulated;
    private readonly CallComparison _calls = new();
    private readonly ProfileComparison _profiles;
    private readonly RecordComparison? _records;
    private readonly SortedDictionary<int, ulong> _blocks = [];
    private readonly SortedDictionary<long, PageLook> _awaited = [];
    private readonly List<Difference> _found = [];
    private long _done;
    private long _statistics;
    private long _pages;
    private string _pagesProblem = "";
    private LibraryEnd? _end;
    private string? _refusal;
    private long _refusedAt;

    private LibraryComparer(ITraceSource trace, ComparisonSettings settings)
    {
        _settings = settings;
        _process = LibraryProcess.Run(settings);
        _feed = new TraceFeed(trace, _process, settings.Policy);
        _records = settings.Records is { } source ? new RecordComparison(source, _process) : null;
        _reader = new DecisionReader(new WordStream(_process.Output), _blocks, settings.Limits) { StandsStill = _records is null ? null : _records.Read };
        _probe = new AnswerProbe(_decisions);
        _profiles = new ProfileComparison(_process.Folder);
        _simulated = new SimulatedSide(settings, _blocks, _probe);
    }

    /// <summary>Compares a trace.</summary>
    /// <param name="trace">The trace; owned here.</param>
    /// <param name="settings">Policy, library, options, machine.</param>
    /// <param name="progress">Gets the number of operations done, now and then; null for nobody.</param>
    /// <exception cref="TraceFormatException">The trace is wrong.</exception>
    /// <exception cref="IOException">The library cannot be run here.</exception>
    public static Comparison Compare(ITraceSource trace, ComparisonSettings settings, Action<long>? progress = null)
    {
        using LibraryComparer comparer = new(trace, settings);
        return comparer.Run(progress);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Stop();
        _feed.Dispose();
        _process.Dispose();
        _decisions.Dispose();
        _simulated.Dispose();
    }

    private Comparison Run(Action<long>? progress)
    {
        bool goesOn = true;
        foreach (OperationBatch batch in _feed.Batches())
        {
            goesOn = RunBatch(batch);
            progress?.Invoke(_done);
            if (!goesOn)
            {
                break;
            }
        }

        if (goesOn)
        {
            RunEnd();
        }

        return Result();
    }

    private bool RunBatch(OperationBatch batch)
    {
        Span<Operation> operations = batch.Operations.AsSpan(0, batch.Count);
        Read(operations);
        _probe.FirstIndex = _done;
        int count = _decisions.End is { } end ? (int)Math.Clamp(end.Index - _done, 0, batch.Count) : batch.Count;
        Simulate(operations[..count]);
        CompareRest();
        _done += _refusal is null && _found.Count == 0 ? count : 0;
        _end = _decisions.End;
        return _end is null && _refusal is null && _found.Count == 0;
    }

    private void RunEnd()
    {
        Read([]);
        _end = _decisions.End;
        if (_end is not null)
        {
            return;
        }

        string? mine = _simulated.Finish(_settings.ComparesStatistics);
        if (mine is not null && _reader.FinalStatistics is { Length: > 0 } real)
        {
            CompareStatistics(Math.Max(_done - 1, 0), real, mine);
        }

        CompareRest();
        _simulated.WriteFinalProfile();
        CompareProfiles();
    }

    private void Read(ReadOnlySpan<Operation> operations)
    {
        try
        {
            _reader.Read(operations, _decisions);
        }
        catch (EndOfStreamException)
        {
            _decisions.CallLog.Flush();
            _decisions.End = _process.SilentEnd(_done, _settings.Limits);
        }

        _simulated.MapRoot = _records?.MapRoot ?? 0;
    }

    private void Simulate(ReadOnlySpan<Operation> operations)
    {
        try
        {
            _simulated.Run(operations, _feed.Names);
        }
        catch (TraceFormatException e)
        {
            _refusedAt = _simulated.Machine.OperationIndex;
            _refusal = e.Message;
            _simulated.Flush();
        }
        catch (Exception e) when (e is InvariantException or NullReferenceException or IndexOutOfRangeException or ArgumentException or InvalidOperationException or OverflowException)
        {
            _simulated.Flush();
            _found.Add(new Difference(DifferenceKind.Failure, _simulated.Machine.OperationIndex, "goes on", $"ends with {e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}"));
        }
    }

    // All but answers, which the probe has compared.
    private void CompareRest()
    {
        Add(_probe.Difference);
        Difference? call = _calls.Compare(_decisions.Calls.GetBuffer().AsSpan(0, (int)_decisions.Calls.Length), _simulated.Calls.GetBuffer().AsSpan(0, (int)_simulated.Calls.Length));

        // Where one side has stopped short, what the other did behind that is no difference.
        long known = _refusal is not null ? _refusedAt : _decisions.End?.Index ?? long.MaxValue;
        Add(call is null || call.Index >= known ? null : call);
        foreach ((long index, string real) in _decisions.Statistics)
        {
            if (_simulated.Statistics.TryGetValue(index, out string? mine) && real.Length > 0)
            {
                CompareStatistics(index, real, mine);
            }
        }

        ComparePages();
        Add(_records?.Compare(_simulated.Records));
        if (_end is null && _refusal is null && _found.Count == 0)
        {
            CompareProfiles();
        }

        _simulated.Calls.SetLength(0);
        _simulated.Statistics.Clear();
    }

    private void CompareStatistics(long index, string real, string mine)
    {
        Difference? difference = StatisticsComparison.Compare(index, real, mine);
        Add(difference);
        _statistics += difference is null ? StatisticsComparison.CountValues(real) : 0;
    }

    // The simulator looks when the next operation begins, so the look after a batch's last one comes with the next batch.
    private void ComparePages()
    {
        foreach ((long index, PageLook real) in _decisions.Pages)
        {
            _awaited[index] = real;
        }

        foreach ((long index, PageLook mine) in _simulated.Pages)
        {
            if (_awaited.Remove(index, out PageLook? real) && !IsUnknown(index, mine))
            {
                (string Mine, string Other)? difference = real.DifferenceFrom(AsKernelHasIt(real, mine));
                Add(difference is { } words ? new Difference(DifferenceKind.Pages, index, words.Mine, words.Other) : null);
                _pages += difference is null ? real.Count(_simulated.Machine.Pages.PageSize) : 0;
            }
        }

        _simulated.Pages.Clear();
    }

    private PageLook AsKernelHasIt(PageLook real, PageLook mine)
    {
        if (real.HasZeroPage)
        {
            return mine;
        }

        _pagesProblem = _pagesProblem.Length == 0 ? "this system's kernel has no zero page: pages that were only read are compared as pages with memory of their own" : _pagesProblem;
        return mine.WithoutZeroPage();
    }

    private bool IsUnknown(long index, PageLook mine)
    {
        if (mine.IsUnknown && _pagesProblem.Length == 0)
        {
            _pagesProblem = FormattableString.Invariant($"pages are not compared from operation {index} on: MADV_FREE took a part of a huge page, and the kernel gives up those of its other pages that hold nothing but zeros");
        }

        return mine.IsUnknown;
    }

    private void CompareProfiles()
    {
        Add(_profiles.Compare(Math.Max(_simulated.Machine.OperationIndex, 0), _simulated.Profiles));
        _simulated.Profiles.Clear();
    }

    private void Add(Difference? difference)
    {
        if (difference is not null)
        {
            _found.Add(difference);
        }
    }

    private IEnumerable<string> MissedLooks(string option, IReadOnlyList<long> looks)
        => looks.Where(look => look >= _done).Select(look => FormattableString.Invariant($"{option} {look}: ") + (_done == 0 ? "the trace has no operations" : FormattableString.Invariant($"the trace's last operation is {_done - 1}")));

    private Comparison Result()
    {
        Difference? first = _found.OrderBy(difference => difference.Index).ThenBy(difference => difference.Kind).FirstOrDefault();
        return new Comparison
        {
            Operations = first?.Index ?? _done,
            Answers = _probe.Equal,
            Calls = _calls.Equal,
            Statistics = _statistics,
            Pages = _pages,
            Profiles = _profiles.Equal,
            Records = _records?.Equal ?? 0,
            PagesProblem = _pagesProblem,
            MissedLooks = [.. MissedLooks("--resident", _settings.Looks), .. MissedLooks("--at", _settings.RecordLooks)],
            RecordsProblem = _records?.Problem ?? "",
            Difference = first,
            End = first is null ? _end : null,
            Refusal = first is null ? _refusal : null,
            Blocks = _blocks,
            LastCalls = [.. _calls.Last],
        };
    }
}
