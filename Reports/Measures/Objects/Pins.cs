using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Measures.Objects;

/// <summary>Finds the live objects that keep sparse slabs from being given back.</summary>
/// <remarks>A slab is sparse when live objects have at most a quarter of its regions.</remarks>
internal static class Pins
{
    private const int RowsMax = 100;

    /// <summary>The objects in sparse slabs, by address.</summary>
    /// <param name="live">The objects that live.</param>
    public static List<PinningObject> Find(List<FollowedObject> live)
    {
        List<PinningObject> pins = [];
        foreach (IGrouping<ulong, FollowedObject> slab in live.Where(each => each.SlabAddress != 0).OrderBy(each => each.Address).GroupBy(each => each.SlabAddress))
        {
            FollowedObject[] objects = [.. slab];
            ulong used = (ulong)objects.Sum(each => (long)each.UsableBytes);
            if (4 * used <= objects[0].SlabBytes)
            {
                double share = (objects[0].SlabBytes - used) / (double)objects.Length;
                pins.AddRange(objects.Select(each => new PinningObject(each, share)));
            }
        }

        return pins;
    }

    /// <summary>Rows of pins.csv: the size classes, threads and call stacks with the most pinned bytes.</summary>
    /// <param name="moment">Which moment it is.</param>
    /// <param name="pins">The objects in sparse slabs then.</param>
    /// <param name="timeNs">When it was.</param>
    /// <param name="stacks">Call stacks by the operations that allocated the objects, where there are any.</param>
    public static IEnumerable<PinRow> Rows(string moment, List<PinningObject> pins, long timeNs, IReadOnlyDictionary<long, string> stacks)
        => pins.GroupBy(pin => (pin.Object.SizeIndex, pin.Object.Thread, Stack: stacks.GetValueOrDefault(pin.Object.Operation, "")))
            .Select(group => Row(moment, [.. group], timeNs) with { CallStack = group.Key.Stack })
            .OrderByDescending(row => row.PinnedBytes).ThenBy(row => row.SizeIndex).ThenBy(row => row.Thread).ThenBy(row => row.CallStack, StringComparer.Ordinal)
            .Take(RowsMax);

    private static PinRow Row(string moment, PinningObject[] group, long timeNs)
    {
        FollowedObject[] byAge = [.. group.Select(pin => pin.Object).OrderByDescending(each => each.Sequence)];
        FollowedObject oldest = byAge[^1];
        return new PinRow
        {
            Moment = moment,
            SizeIndex = oldest.SizeIndex,
            SizeBytes = oldest.UsableBytes,
            Thread = oldest.Thread,
            Slabs = byAge.Select(each => each.SlabAddress).Distinct().Count(),
            Objects = byAge.Length,
            RequestedBytes = (ulong)byAge.Sum(each => (long)each.Size),
            PinnedBytes = Math.Round(group.Sum(pin => pin.PinnedBytes), 1),
            AgeMinNs = timeNs - byAge[0].TimeNs,
            AgeMedianNs = timeNs - byAge[byAge.Length / 2].TimeNs,
            AgeMaxNs = timeNs - oldest.TimeNs,
            OldestOperation = oldest.Operation,
        };
    }
}
