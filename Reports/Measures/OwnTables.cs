using AllocSim.Reports.Measures.Samples;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Machine;

namespace AllocSim.Reports.Measures;

/// <summary>Reads the tables that a policy declares, when it says that they are to be read.</summary>
internal sealed class OwnTables
{
    private readonly SimMachine _machine;
    private readonly ITables? _allocator;
    private readonly TableDeclaration[] _declared;
    private readonly List<IReadOnlyList<TableCell[]>>[] _samples;
    private readonly TableRows[] _peak; // While memory grows nearly every sample is a new peak: the rows of the one before are written over.
    private readonly IReadOnlyList<TableCell[]>[] _end;

    /// <summary>Gets ready to read.</summary>
    /// <param name="machine">The machine of the run.</param>
    /// <param name="allocator">Its allocator.</param>
    /// <param name="tables">What its policy declares, all of it or some.</param>
    public OwnTables(SimMachine machine, IAllocator allocator, IEnumerable<TableDeclaration> tables)
    {
        _machine = machine;
        _allocator = allocator as ITables;
        _declared = _allocator is null ? [] : [.. tables];
        _samples = [.. _declared.Select(_ => new List<IReadOnlyList<TableCell[]>>())];
        _peak = [.. _declared.Select(_ => new TableRows())];
        _end = [.. _declared.Select(_ => (IReadOnlyList<TableCell[]>)[])];
    }

    /// <summary>The tables with the rows read so far; optional ones without rows left out.</summary>
    public IReadOnlyList<TableData> Data => [.. _declared.Select((table, i) => new TableData(table.Name, table.Header, [.. Rows(table, i)])).Where((table, i) => table.Rows.Count > 0 || !_declared[i].IsOptional)];

    /// <summary>A sample is taken.</summary>
    /// <param name="operation">The operation that comes next.</param>
    /// <param name="timeNs">The trace's clock.</param>
    /// <param name="isPeak">Whether more bytes are requested than at any sample before.</param>
    public void Sample(long operation, long timeNs, bool isPeak)
    {
        for (int i = 0; i < _declared.Length; i++)
        {
            if (_declared[i].Moment == TableMoment.Samples)
            {
                _samples[i].Add([.. Read(i, timeNs).Select(row => (TableCell[])[operation, timeNs, .. row])]);
            }
            else if (isPeak && _declared[i].Moment == TableMoment.PeakAndEnd)
            {
                _peak[i].Clear();
                Read(i, timeNs, _peak[i]);
            }
        }
    }

    /// <summary>Only some samples stay.</summary>
    public void Thin(ReadOnlySpan<int> staying)
    {
        for (int i = 0; i < _declared.Length; i++)
        {
            if (_declared[i].Moment == TableMoment.Samples)
            {
                SampleSchedule.Keep(_samples[i], staying);
            }
        }
    }

    /// <summary>Instants within a gap at which a limit is another than before, a step apart, until none changes any more.</summary>
    public IEnumerable<long> LimitChanges(long fromNs, long untilNs, long stepNs)
    {
        TableCell[] before = Limits(fromNs);
        TableCell[] last = Limits(untilNs);
        for (long atNs = fromNs + stepNs; atNs < untilNs && !before.SequenceEqual(last); atNs += stepNs)
        {
            TableCell[] now = Limits(atNs);
            if (!now.SequenceEqual(before))
            {
                before = now;
                yield return atNs;
            }
        }
    }

    /// <summary>The run has ended.</summary>
    public void Finish(long timeNs)
    {
        for (int i = 0; i < _declared.Length; i++)
        {
            if (_declared[i].Moment != TableMoment.Samples)
            {
                _end[i] = Read(i, timeNs);
            }
        }
    }

    private IEnumerable<TableCell[]> Rows(TableDeclaration table, int i) => table.Moment switch
    {
        TableMoment.Samples => _samples[i].SelectMany(rows => rows),
        TableMoment.PeakAndEnd => [.. _peak[i].All.Select(row => (TableCell[])["peak", .. row]), .. _end[i].Select(row => (TableCell[])["end", .. row])],
        _ => _end[i],
    };

    private IReadOnlyList<TableCell[]> Read(int table, long timeNs)
    {
        TableRows rows = new();
        Read(table, timeNs, rows);
        return rows.All;
    }

    private void Read(int table, long timeNs, TableRows rows) => _allocator!.ReadTable(_declared[table].Name, _machine.Options.ClockOriginNs + timeNs, rows);

    private TableCell[] Limits(long timeNs)
    {
        List<TableCell> limits = [];
        for (int i = 0; i < _declared.Length; i++)
        {
            if (_declared[i].Moment == TableMoment.Samples && _declared[i].Columns.Any(column => column.Kind == ColumnKind.Limit))
            {
                IReadOnlyList<TableColumn> columns = _declared[i].Columns;
                limits.AddRange(Read(i, timeNs).SelectMany(row => row.Where((_, at) => columns[at].Kind == ColumnKind.Limit)));
            }
        }

        return [.. limits];
    }
}
