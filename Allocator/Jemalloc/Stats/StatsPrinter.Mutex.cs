namespace AllocSim.Allocator.Jemalloc.Stats;

/// <content>Mutexes.</content>
public sealed partial class StatsPrinter
{
    private const ulong Second = 1_000_000_000;

    private static readonly string[] CounterNames = ["num_ops", "num_wait", "num_spin_acq", "num_owner_switch", "total_wait_time", "max_wait_time"];

    /// <summary>Prints one mutex.</summary>
    /// <remarks>
    /// The library keeps columns of counters, five of which are followed by their rate per second, but when it prints them it takes the first columns in turn.
    /// So each name but the first and the last shows another's value: num_wait the rate of num_ops, num_spin_acq num_wait, and so on.
    /// </remarks>
    private void PrintMutex(ulong[] mib, int depth, string name, ulong uptimeNs)
    {
        depth = ctl.Prepare(mib, depth, name);
        var columns = new List<ulong>();
        foreach (var counter in CounterNames)
        {
            var value = ctl.Leaf(mib, depth, counter);
            columns.Add(value);
            if (counter != "max_wait_time")
            {
                columns.Add(RatePerSecond(value, uptimeNs));
            }
        }

        var threads = ctl.Leaf(mib, depth, "max_num_thds");
        json.BeginObject(name);
        for (var i = 0; i < CounterNames.Length; i++)
        {
            json.Number(CounterNames[i], columns[i]);
        }

        json.Number("max_num_thds", threads);
        json.EndObject();
    }

    private static ulong RatePerSecond(ulong value, ulong uptimeNs)
        => uptimeNs == 0 || value == 0 ? 0 : uptimeNs < Second ? value : value / (uptimeNs / Second);
}
