using AllocSim.Reports.Tables;

namespace AllocSim.Reports.Measures;

/// <summary>Finds the live objects that keep sparse slabs from being given back.</summary>
/// <remarks>A slab is sparse when live objects have at most a quarter of its regions.</remarks>
internal static class Pins
{
    private const int RowsMax = 100;

    /// <summary>Rows of pins.csv: the size classes and threads with the most pinned bytes.</summary>
    /// <param name="moment">Which moment it is.</param>
    /// <param name="live">The objects that lived then.</param>
    /// <param name="timeNs">When it was.</param>
    public static IEnumerable<PinRow> Rows(string moment, List<FollowedObject> live, long timeNs)
    {
        SortedDictionary<(int SizeIndex, int Thread), List<(FollowedObject Object, double PinnedBytes)>> pins = [];
        foreach (IGrouping<ulong, FollowedObject> slab in live.Where(each => each.SlabAddress != 0).OrderBy(each => each.Address).GroupBy(each => each.SlabAddress))
        {
            FollowedObject[] objects = [.. slab];
            ulong used = (ulong)objects.Length * objects[0].UsableBytes;
            if (4 * used > objects[0].SlabBytes)
            {
                continue;
            }

            foreach (FollowedObject each in objects)
            {
                if (!pins.TryGetValue((each.SizeIndex, each.Thread), out List<(FollowedObject, double)>? group))
                {
                    group = [];
                    pins.Add((each.SizeIndex, each.Thread), group);
                }

                group.Add((each, (objects[0].SlabBytes - used) / (double)objects.Length));
            }
        }

        return pins.Values.Select(group => Row(moment, group, timeNs)).OrderByDescending(row => row.PinnedBytes).Take(RowsMax);
    }

    private static PinRow Row(string moment, List<(FollowedObject Object, double PinnedBytes)> group, long timeNs)
    {
        FollowedObject[] byAge = [.. group.Select(pin => pin.Object).OrderByDescending(each => each.Sequence)];
        FollowedObject oldest = byAge[^1];
        return new PinRow
        {
            Moment = moment,
            SizeIndex = oldest.SizeIndex,
            SizeBytes = oldest.UsableBytes,
            Thread = oldest.Thread,
            Slabs = group.Select(pin => pin.Object.SlabAddress).Distinct().Count(),
            Objects = group.Count,
            RequestedBytes = (ulong)group.Sum(pin => (long)pin.Object.Size),
            PinnedBytes = group.Sum(pin => pin.PinnedBytes),
            AgeMinNs = timeNs - byAge[0].TimeNs,
            AgeMedianNs = timeNs - byAge[byAge.Length / 2].TimeNs,
            AgeMaxNs = timeNs - oldest.TimeNs,
            OldestOperation = oldest.Operation,
        };
    }
}
