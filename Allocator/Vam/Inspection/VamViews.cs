using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Allocation.Views;

namespace AllocSim.Allocator.Vam.Inspection;

/// <summary>What a debugger shows of Vam: partitions, the reaps of classed sizes, the objects of the common heap with their headers.</summary>
internal sealed class VamViews(PartitionHeap partitions, CommonHeap common, ClassHeap?[] classes)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ViewDeclaration> All { get; } =
    [
        new("partitions", "a partition", ViewCells.Columns("address bytes kind type cluster_bytes clusters free kept full"))
        {
            Aliases = ["heap"], Filters = [new("state", "kind", "common", "reaps")], AddressColumn = "address", BytesColumn = "bytes", SummaryColumn = "kind", OwnsAddresses = true,
        },
        new("map", "clusters in a row of one partition that hold the same; the partition is found by the 8 MiB around an address, the reap by the cluster", ViewCells.Columns("address bytes number partition type first_cluster clusters state"))
        {
            Filters = [new("state", "state", "common", "reap", "kept", "free")], AddressColumn = "address", BytesColumn = "bytes",
        },
        new("reaps", "a reap: a cluster of objects of one size", ViewCells.Columns("address bytes object_bytes objects free bumped freed first_object order state"))
        {
            Filters = [new("class", "object_bytes"), new("state", "state", "available", "full")], AddressColumn = "address", BytesColumn = "bytes",
        },
        new("chunks", "an object of the common heap, with its header", ViewCells.Columns("address bytes state size_before free_before")) { Filters = [new("state", "state", "used", "free")], AddressColumn = "address", BytesColumn = "bytes" },
        new("bins", "a size that has a heap of its own", ViewCells.Columns("object_bytes available full")) { Filters = [new("class", "object_bytes")] },
    ];

    /// <summary>Appends the rows of a view.</summary>
    public void Read(string view, TableRows rows)
    {
        switch (view)
        {
            case "partitions":
                foreach (Partition each in partitions.All)
                {
                    rows.Add(ViewCells.Hex(each.Address), each.Bytes, each.Type == PartitionHeap.CommonType ? "common" : "reaps", each.Type, each.ClusterBytes, each.ClusterCount, each.FreeCount, each.KeptCount, ViewCells.Bit(each.IsFull));
                }

                break;
            case "map":
                foreach (Partition each in partitions.All)
                {
                    AddMap(each, rows);
                }

                break;
            case "reaps":
                AddReaps(rows);
                break;
            case "chunks":
                foreach (Partition each in partitions.All.Where(each => each.Type == PartitionHeap.CommonType && each.Bytes == VamHeap.PartitionBytes))
                {
                    AddChunks(each.Address, rows);
                }

                break;
            default:
                for (int i = 0; i < classes.Length; i++)
                {
                    if (classes[i] is { } heap)
                    {
                        rows.Add(((ulong)i + 1) * VamHeap.ClassBytes, Nodes(heap.Available).Count(), Nodes(heap.Full).Count());
                    }
                }

                break;
        }
    }

    private static IEnumerable<Reap> Nodes(RingNode head)
    {
        for (RingNode node = head.Next; node != head; node = node.Next)
        {
            yield return (Reap)node;
        }
    }

    // A reap is a row of its own; free clusters in a row are one.
    private static void AddMap(Partition partition, TableRows rows)
    {
        ClusterState[] states = partition.ReadStates();
        for (int first = 0; first < partition.ClusterCount;)
        {
            string state = NameOf(states[first], partition.Type);
            int end = first + 1;
            while (state is not "reap" && end < partition.ClusterCount && states[end] == states[first])
            {
                end++;
            }

            ulong address = partition.Address + ((ulong)first * partition.ClusterBytes);
            rows.Add(ViewCells.Hex(address), (ulong)(end - first) * partition.ClusterBytes, address / VamHeap.PartitionBytes, ViewCells.Hex(partition.Address), partition.Type, first, end - first, state);
            first = end;
        }
    }

    private static string NameOf(ClusterState state, int type) => state switch
    {
        ClusterState.Free => "free",
        ClusterState.Kept => "kept",
        _ => type == PartitionHeap.CommonType ? "common" : "reap",
    };

    private void AddReaps(TableRows rows)
    {
        IEnumerable<(Reap Reap, string State)> all = classes.OfType<ClassHeap>().SelectMany(heap => Nodes(heap.Available).Select(reap => (reap, "available")).Concat(Nodes(heap.Full).Select(reap => (reap, "full"))));
        foreach ((Reap reap, string state) in all.OrderBy(each => each.Reap.Address))
        {
            rows.Add(ViewCells.Hex(reap.Address), partitions.Find(reap.Address).ClusterBytes, reap.ObjectBytes, reap.Total, reap.Free, reap.Bumped, reap.CountFreed(), ViewCells.Hex(reap.FirstObject), reap.Order, state);
        }
    }

    private void AddChunks(ulong chunk, TableRows rows)
    {
        ObjectHeaders headers = common.Headers;
        ulong end = chunk + VamHeap.PartitionBytes - headers.Bytes;
        for (ulong address = common.FirstIn(chunk); address < end; address = headers.Next(address))
        {
            rows.Add(ViewCells.Hex(address), headers.Size(address), headers.IsFree(address) ? "free" : "used", headers.SizeBefore(address), ViewCells.Bit(headers.IsFreeBefore(address)));
        }
    }
}
