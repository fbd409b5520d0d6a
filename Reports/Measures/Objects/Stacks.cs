using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Measures.Objects;

/// <summary>Sums up live objects by the call stacks that allocated them.</summary>
internal static class Stacks
{
    /// <summary>Rows of stacks.csv, every live object in one of them.</summary>
    /// <param name="moment">Which moment it is.</param>
    /// <param name="live">The objects that live then.</param>
    /// <param name="pins">Those of them in sparse slabs.</param>
    /// <param name="stacks">Call stacks by the operations that allocated the objects.</param>
    public static IEnumerable<StackRow> Rows(string moment, List<FollowedObject> live, List<PinningObject> pins, IReadOnlyDictionary<long, string> stacks)
    {
        ILookup<string, double> pinned = pins.ToLookup(pin => StackOf(pin.Object), pin => pin.PinnedBytes);
        return live.GroupBy(StackOf)
            .Select(group => new StackRow
            {
                Moment = moment,
                Objects = group.Count(),
                LiveBytes = (ulong)group.Sum(each => (long)each.Size),
                WastedBytes = (ulong)group.Sum(each => Math.Max(0, (long)each.UsableBytes - (long)each.Size)),
                PinnedBytes = Math.Round(pinned[group.Key].Sum(), 1),
                CallStack = group.Key,
            })
            .OrderByDescending(row => row.LiveBytes).ThenBy(row => row.CallStack, StringComparer.Ordinal);

        string StackOf(FollowedObject each) => stacks.GetValueOrDefault(each.Operation, "");
    }
}
