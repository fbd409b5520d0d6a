using System.Globalization;
using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;

namespace AllocSim.Workloads.Generators;

/// <summary>Fits a synthetic workload to a trace: sizes and lifetimes by group of size, pauses, mix of calls, threads and who frees whose objects.</summary>
/// <remarks>
/// What is kept: the distribution of sizes, that of lifetimes given the size, the rate of allocation, the share of each thread. What is not: the order of calls, and links between one object and another.
/// Memory: bounded by groups and threads, plus 24 bytes a live object.
/// </remarks>
public sealed class TraceFitter
{
    private readonly SortedDictionary<int, SizeGroupFit> _groups = [];
    private readonly Reservoir _pauses = new(seed: 1, capacity: 4096);
    private readonly List<long> _allocationsByThread = [];
    private (int Group, long BirthNs, int Thread, bool Alive)[] _live = new (int, long, int, bool)[1024];
    private long _lastNs;
    private long _lastAllocationNs = -1;
    private long _allocations;
    private long _callocs;
    private long _aligned;
    private long _reallocs;
    private long _deaths;
    private long _crossDeaths;
    private long _ends;
    private long _operations;

    /// <summary>Fits a whole trace.</summary>
    public static TraceFitter Fit(ITraceSource source)
    {
        var fitter = new TraceFitter();
        var batch = new OperationBatch();
        while (source.TryRead(batch))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                fitter.Add(batch.Operations[i]);
            }
        }

        fitter.End();
        return fitter;
    }

    /// <summary>Writes the model as a description of a workload.</summary>
    public string ToYaml(string name)
    {
        var text = new StringBuilder();
        int threads = Math.Max(1, _allocationsByThread.Count(n => n > 0));
        text.Append(CultureInfo.InvariantCulture, $"name: {Quote(name)}\nabout: fitted from a trace of {_operations} {Quantity.Noun(_operations, "operation")}\nprogram: synthetic\nseed: 1\noperations: {_operations}\nthreads: {threads}\n");
        text.Append(CultureInfo.InvariantCulture, $"pause:\n  empirical: [{string.Join(", ", _pauses.Sorted(256).Select(v => $"[{Number(v * threads)}, 1]"))}]\n");
        text.Append("parameters:\n");
        text.Append(CultureInfo.InvariantCulture, $"  calloc_share: {Share(_callocs, _allocations)}\n  aligned_share: {Share(_aligned, _allocations)}\n  realloc_share: {Share(_reallocs, _allocations)}\n");
        text.Append(CultureInfo.InvariantCulture, $"  cross_thread_share: {(threads > 1 ? Share(_crossDeaths, _deaths) : "0")}\n  thread_end_share: {Share(_ends, _allocations)}\n");
        text.Append(CultureInfo.InvariantCulture, $"  thread_shares: [{string.Join(", ", _allocationsByThread.Where(n => n > 0).DefaultIfEmpty(1))}]\n  groups:\n");
        foreach (SizeGroupFit group in _groups.Values)
        {
            group.Write(text);
        }

        return text.ToString();
    }

    /// <summary>A number in a description.</summary>
    internal static string Number(double value) => value.ToString(value == Math.Floor(value) && value < 1e15 ? "F0" : "G9", CultureInfo.InvariantCulture);

    private static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal).ReplaceLineEndings(" ") + "'";

    private static string Share(long part, long whole) => Number(whole == 0 ? 0 : Math.Round((double)part / whole, 9));

    private void End()
    {
        foreach ((int group, long birth, _, bool alive) in _live)
        {
            if (alive)
            {
                _groups[group].Outlived(_lastNs - birth);
            }
        }
    }

    private void Add(in Operation op)
    {
        _operations++;
        _lastNs = op.TimeNs;
        switch (op.Kind)
        {
            case OperationKind.Malloc or OperationKind.Mallocx:
                Born(op, op.Size);
                break;
            case OperationKind.Calloc:
                _callocs++;
                Born(op, op.RequestedBytes);
                break;
            case OperationKind.Memalign or OperationKind.AlignedAlloc:
                _aligned++;
                Born(op, op.Size);
                break;
            case OperationKind.Realloc or OperationKind.Rallocx:
                if (op.OldObject >= 0)
                {
                    _reallocs++;
                    Died(op, op.OldObject);
                }

                Born(op, op.Size);
                break;
            case OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx:
                Died(op, op.Object);
                break;
            case OperationKind.Exit:
                _ends++;
                break;
        }
    }

    private void Born(in Operation op, ulong size)
    {
        _allocations++;
        if (_lastAllocationNs >= 0)
        {
            _pauses.Add(op.TimeNs - _lastAllocationNs);
        }

        _lastAllocationNs = op.TimeNs;
        while (_allocationsByThread.Count <= op.Thread)
        {
            _allocationsByThread.Add(0);
        }

        _allocationsByThread[op.Thread]++;
        int key = SizeGroupFit.KeyOf(size);
        if (!_groups.TryGetValue(key, out SizeGroupFit? group))
        {
            _groups.Add(key, group = new SizeGroupFit((ulong)key + 2));
        }

        group.Born(size);
        if (op.Object >= _live.Length)
        {
            Array.Resize(ref _live, Math.Max(op.Object + 1, _live.Length * 2));
        }

        _live[op.Object] = (key, op.TimeNs, op.Thread, true);
    }

    private void Died(in Operation op, int slot)
    {
        (int key, long birth, int thread, _) = _live[slot];
        _live[slot].Alive = false;
        _groups[key].Died(op.TimeNs - birth);
        _deaths++;
        _crossDeaths += thread != op.Thread ? 1 : 0;
    }
}
