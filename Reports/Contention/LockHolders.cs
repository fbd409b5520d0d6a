using AllocSim.Simulator.Contention;
using AllocSim.Simulator.Operations;

namespace AllocSim.Reports.Contention;

/// <summary>Adds up who held each lock for how long, and in which calls; passes on what it sees.</summary>
/// <param name="kindOf">The call that a thread is at.</param>
/// <param name="next">Who else watches; null for nobody.</param>
public sealed class LockHolders(Func<SimThread, OperationKind> kindOf, IContentionObserver? next) : IContentionObserver
{
    private readonly Dictionary<(int Lock, int Thread, OperationKind Kind), long> _heldNs = [];

    /// <inheritdoc/>
    public void Released(ContendedLock held, long sinceNs, long nowNs)
    {
        SimThread holder = held.Holder!;
        (int, int, OperationKind) key = (held.Index, holder.Number, kindOf(holder));
        _heldNs[key] = _heldNs.GetValueOrDefault(key) + nowNs - sinceNs;
        next?.Released(held, sinceNs, nowNs);
    }

    /// <inheritdoc/>
    public void Purged(SimThread thread, long sinceNs, long nowNs) => next?.Purged(thread, sinceNs, nowNs);

    /// <inheritdoc/>
    public void Waited(ContendedLock taken, SimThread thread, long sinceNs, long nowNs) => next?.Waited(taken, thread, sinceNs, nowNs);

    /// <summary>The rows: mutexes in the order of their names' list, within one the longest holder first.</summary>
    /// <param name="named">For each lock, by its index in the kernel, what its mutex is called.</param>
    public IReadOnlyList<HolderRow> Rows(Func<int, string> named)
    {
        Dictionary<(string Mutex, int Thread, OperationKind Kind), long> sums = [];
        Dictionary<string, long> totals = [];
        foreach (((int each, int thread, OperationKind kind), long ns) in _heldNs)
        {
            string name = named(each);
            sums[(name, thread, kind)] = sums.GetValueOrDefault((name, thread, kind)) + ns;
            totals[name] = totals.GetValueOrDefault(name) + ns;
        }

        return [.. sums
            .OrderBy(sum => sum.Key.Mutex, StringComparer.Ordinal).ThenByDescending(sum => sum.Value).ThenBy(sum => sum.Key.Thread).ThenBy(sum => sum.Key.Kind)
            .Select(sum => new HolderRow
            {
                Mutex = sum.Key.Mutex,
                Thread = sum.Key.Thread,
                Operation = sum.Key.Thread < 0 ? "background" : sum.Key.Kind.ToString().ToLowerInvariant(),
                HeldNs = sum.Value,
                HeldShare = totals[sum.Key.Mutex] == 0 ? 0 : (double)sum.Value / totals[sum.Key.Mutex],
            })];
    }
}
