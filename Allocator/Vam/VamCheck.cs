using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Allocator.Vam;

/// <summary>Walks Vam's records: chunks object by object, free lists, partitions, reaps.</summary>
/// <param name="machine">The machine.</param>
/// <param name="layout">The width.</param>
/// <param name="partitions">The partitions.</param>
/// <param name="common">The common heap.</param>
/// <param name="reaps">The reaps.</param>
/// <param name="classes">The heap of each frequent size.</param>
internal sealed class VamCheck(SimMachine machine, VamLayout layout, PartitionHeap partitions, CommonHeap common, ReapPool reaps, ClassHeap?[] classes)
{
    /// <summary>Checks all of it.</summary>
    /// <exception cref="InvariantException">Two records contradict each other.</exception>
    public void Run()
    {
        long free = 0;
        ulong used = 0;
        int count = 0;
        foreach (Partition partition in partitions.All)
        {
            count++;
            CheckPartition(partition);
            if (partition.Type == PartitionHeap.CommonType && partition.Bytes == VamHeap.PartitionBytes)
            {
                CheckChunk(partition.Address, ref free, ref used);
            }
        }

        Require(count == partitions.Count, $"{count} partitions are found by address, and {partitions.Count} are counted");
        Require(used == common.UsedCount, $"{used} objects of the common heap are in use, and {common.UsedCount} are counted");
        CheckLists(free);
        CheckReaps();
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvariantException("vam: " + what);
        }
    }

    private void CheckPartition(Partition partition)
    {
        Require(partition.FreeCount >= partition.KeptCount, $"the partition at 0x{partition.Address:x} has {partition.FreeCount} free clusters and {partition.KeptCount} kept ones");
        Require(!partition.IsFull || partition.FreeCount == 0, $"the partition at 0x{partition.Address:x} counts as full and has {partition.FreeCount} free clusters");
        Require(machine.Pages.StateAt(partition.Address) >= PageState.Untouched && machine.Pages.StateAt(partition.Address + partition.Bytes - 1) >= PageState.Untouched, $"the partition at 0x{partition.Address:x} is not mapped");
    }

    private void CheckChunk(ulong chunk, ref long free, ref ulong used)
    {
        ObjectHeaders headers = common.Headers;
        ulong end = chunk + VamHeap.PartitionBytes - headers.Bytes;
        bool wasFree = false;
        ulong size = 0;
        for (ulong address = common.FirstIn(chunk); address < end; address = headers.Next(address))
        {
            Require(headers.SizeBefore(address) == size && headers.IsFreeBefore(address) == wasFree, $"the header of the object at 0x{address:x} is wrong about the object before it");
            size = headers.Size(address);
            Require(size >= layout.LeastObject && address + size <= end - headers.Bytes, $"the object at 0x{address:x} has {size} bytes");
            bool isFree = headers.IsFree(address);
            Require(!isFree || !wasFree, $"the object at 0x{address:x} and the one before it are free");
            free += isFree ? 1 : 0;
            used += isFree ? 0UL : 1;
            wasFree = isFree;
        }
    }

    private void CheckLists(long free)
    {
        List<ulong> misplaced = [];
        long listed = common.Free.Count(misplaced);
        Require(misplaced.Count == 0, $"the object at 0x{misplaced.FirstOrDefault():x} is in a list that it does not belong to");
        Require(listed == free, $"{free} objects of the common heap are free, and the lists have {listed}");
    }

    private void CheckReaps()
    {
        foreach (ClassHeap heap in classes.OfType<ClassHeap>())
        {
            CheckReaps(heap.Available, isFull: false);
            CheckReaps(heap.Full, isFull: true);
        }
    }

    private void CheckReaps(RingNode head, bool isFull)
    {
        for (RingNode node = head.Next; node != head; node = node.Next)
        {
            Reap reap = (Reap)node;
            Partition partition = partitions.Find(reap.Address);
            Require(partition.Type == reap.Order && reaps[partition.ReapAt(reap.Address)] == reap, $"the reap at 0x{reap.Address:x} is not the one that its partition names");
            Require(reap.Free == reap.Total - reap.Bumped + reap.CountFreed(), $"the reap at 0x{reap.Address:x} counts {reap.Free} free objects, and has {reap.Total - reap.Bumped} new and {reap.CountFreed()} freed ones");
            Require(isFull ? reap.Free == 0 : reap.Free < reap.Total, $"the reap at 0x{reap.Address:x} has {reap.Free} free objects and is in the wrong list");
        }
    }
}
