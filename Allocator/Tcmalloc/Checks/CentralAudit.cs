using AllocSim.Allocator.Tcmalloc.Central;
using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Tcmalloc.Checks;

/// <summary>Checks the central lists: each span of small objects is on the right list, its free objects are its own, counts are the sums, transfer caches keep their limits.</summary>
internal sealed class CentralAudit(AuditedHeap heap, List<int> spans, FreeObjectAudit objects)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        long listed = 0;
        long central = 0;
        long transfer = 0;
        for (int i = 0; i < heap.Sizes.Count; i++)
        {
            CentralFreeList list = heap.Central[i];
            long free = 0;
            long count = CheckList(i, SpanTable.EmptyHead(i), isEmpty: true, ref free) + CheckList(i, SpanTable.NonemptyHead(i), isEmpty: false, ref free);
            Require(count, list.SpanCount, i, "spans in lists, and their number");
            Require(free, list.FreeObjects, i, "free objects in spans, and their number");
            CheckTransfer(i, list.Transfer);
            listed += count;
            central += (free * heap.Sizes.SizeOf(i)) + (long)list.OverheadBytes;
            transfer += (long)list.Transfer.ObjectCount * heap.Sizes.SizeOf(i);
        }

        Require(central, (long)heap.Central.CentralBytes, 0, "bytes of free objects and ends of spans, and their sum");
        Require(transfer, (long)heap.Central.TransferBytes, 0, "bytes in transfer caches, and their sum");

        Require(listed, spans.LongCount(span => heap.Spans[span].SizeClass != 0), 0, "spans of small objects in lists, and in the page map");
    }

    private long CheckList(int sizeClass, int head, bool isEmpty, ref long free)
    {
        long count = 0;
        int before = head;
        for (int span = heap.Spans.First(head); span != head; before = span, span = heap.Spans[span].Next)
        {
            ref PageSpan record = ref heap.Spans[span];
            int total = heap.Sizes.ObjectsOf(sizeClass);
            bool isRight = record.SizeClass == sizeClass && record.Location == SpanLocation.InUse && record.Previous == before
                && (int)record.Length == heap.Sizes.PagesOf(sizeClass) && (record.Used == total) == isEmpty;
            if (!isRight || record.Used <= 0 || record.Used > total || record.Back + total - record.Fresh != total - record.Used)
            {
                throw new InvariantException(FormattableString.Invariant($"{heap.Describe(span)} with {record.Used} of {total} objects handed out, {record.Back} back and the rest from {record.Fresh} on, is on a list of class {sizeClass}"));
            }

            AddObjects(span, sizeClass);
            free += total - record.Used;
            count++;
        }

        return count;
    }

    private void AddObjects(int span, int sizeClass)
    {
        ref PageSpan record = ref heap.Spans[span];
        ulong start = record.Start << SizeMap.PageShift;
        ulong size = (ulong)heap.Sizes.SizeOf(sizeClass);
        for (int i = 0; i < record.Back; i++)
        {
            objects.Add(start + (heap.Central.Blocks[record.BackBlock + i] * size), span, sizeClass, "its span");
        }

        for (int i = record.Fresh; i < heap.Sizes.ObjectsOf(sizeClass); i++)
        {
            objects.Add(start + ((ulong)i * size), span, sizeClass, "its span");
        }
    }

    private void CheckTransfer(int sizeClass, TransferCache transfer)
    {
        if (transfer.Used > transfer.Slots || transfer.Slots > transfer.SlotsMax || transfer.Slots < 0)
        {
            throw new InvariantException(FormattableString.Invariant($"class {sizeClass} uses {transfer.Used} of {transfer.Slots} slots, and may have {transfer.SlotsMax}"));
        }

        for (int slot = 0; slot < transfer.Used; slot++)
        {
            foreach (ulong address in transfer[slot])
            {
                objects.AddCached(address, sizeClass, "a transfer cache");
            }
        }
    }

    private static void Require(long found, long counted, int sizeClass, string what)
    {
        if (found != counted)
        {
            throw new InvariantException(FormattableString.Invariant($"class {sizeClass}: {what}: {found} and {counted}"));
        }
    }
}
