using System.Runtime.CompilerServices;
using AllocSim.Allocator.Mimalloc.Pages;
using AllocSim.Allocator.Mimalloc.Threads;

namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>The record of a slice. That of the first slice of a run stands for the run: a free span, or a page with its blocks.</summary>
/// <remarks>
/// mimalloc 2.0.9, `include/mimalloc-types.h` mi_page_t. Blocks are numbered from the start of the page; the links that the library keeps in the free blocks themselves are in
/// <see cref="Links"/>. A block has had its link written before it is first handed out and its page is not given up before it is free, so following and writing links touches nothing new.
/// </remarks>
internal sealed class Slice
{
    /// <summary>No block.</summary>
    public const int None = ushort.MaxValue;

    private const int ReciprocalShift = 40;

    /// <summary>The first block to hand out.</summary>
    public int Free = None;

    /// <summary>Blocks handed out; those freed by other threads count until they are collected.</summary>
    public int Used;

    /// <summary>Blocks that the owner freed since the free list was last empty.</summary>
    public int LocalFree = None;

    /// <summary>Nonzero while the page is in the queue of full pages (1) or holds objects that do not begin at their block's start (2).</summary>
    public int Flags;

    /// <summary>For each block, the one behind it in the list that it is in.</summary>
    public ushort[] Links = LinkPool.Empty;

    /// <summary>Where the blocks begin.</summary>
    public ulong Start;

    /// <summary>Bytes of a block.</summary>
    public ulong BlockBytes;

    private ulong _reciprocal;

    /// <summary>Makes the record of one slice.</summary>
    public Slice(Segment? segment, int index)
    {
        Segment = segment!;
        Index = index;
    }

    /// <summary>The segment.</summary>
    public Segment Segment { get; }

    /// <summary>Which of the segment's slices.</summary>
    public int Index { get; }

    /// <summary>Slices in the run; 0 within a run.</summary>
    public int Count { get; set; }

    /// <summary>How many slices before this one the run begins.</summary>
    public int Offset { get; set; }

    /// <summary>The block size as the record has it: at most 2 GiB; 0 for a free span; 1 within a page.</summary>
    public ulong BlockField { get; set; }

    /// <summary>Blocks that exist.</summary>
    public int Capacity { get; set; }

    /// <summary>Blocks there is room for.</summary>
    public int Reserved { get; set; }

    /// <summary>How many more rounds an empty page is kept; 0 while it is not kept.</summary>
    public int RetireExpire { get; set; }

    /// <summary>Blocks that other threads freed.</summary>
    public int ThreadFree { get; set; } = None;

    /// <summary>How many those are.</summary>
    public int ThreadFreeCount
    {
        get
        {
            int count = 0;
            if (ThreadFree != None)
            {
                _ = TailOf(ThreadFree, out count);
            }

            return count;
        }
    }

    /// <summary>Where the next block goes that another thread frees.</summary>
    public DelayedFree Delayed { get; set; }

    /// <summary>The heap that owns the page; null where none does.</summary>
    public ThreadHeap? Heap { get; set; }

    /// <summary>The next one in the queue.</summary>
    public Slice? Next { get; set; }

    /// <summary>The one before in the queue.</summary>
    public Slice? Previous { get; set; }

    /// <summary>Where the record lies.</summary>
    public ulong RecordAddress => Segment.Base + Layout.SegmentHeaderBytes + ((ulong)Index * Layout.SliceRecordBytes);

    /// <summary>Where the slice begins.</summary>
    public ulong Address => Segment.Base + ((ulong)Index << Layout.SliceShift);

    /// <summary>Whether the run is a page, or the segment's own records.</summary>
    public bool IsUsed => BlockField > 0;

    /// <summary>Whether the page is in the queue of full pages.</summary>
    public bool IsInFull => (Flags & 1) != 0;

    /// <summary>Whether objects in the page may begin within their block.</summary>
    public bool HasAligned => (Flags & 2) != 0;

    /// <summary>Whether a block can be had, now or after collecting.</summary>
    public bool HasAnyAvailable => Used < Reserved || ThreadFree != None;

    /// <summary>The number of the block that holds an address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int BlockAt(ulong address) => (int)((address - Start) * _reciprocal >> ReciprocalShift);

    /// <summary>Where a block begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong AddressOf(int block) => Start + ((ulong)(uint)block * BlockBytes);

    /// <summary>The page enters or leaves the queue of full pages.</summary>
    public void SetInFull(bool isInFull) => Flags = isInFull ? Flags | 1 : Flags & ~1;

    /// <summary>The page gets objects that begin within their block, or has none any more.</summary>
    public void SetHasAligned(bool hasAligned) => Flags = hasAligned ? Flags | 2 : Flags & ~2;

    /// <summary>Sets where the blocks begin, how large they are and how many fit.</summary>
    /// <param name="blockBytes">Bytes of a block.</param>
    /// <param name="links">Room for the links.</param>
    public void Divide(ulong blockBytes, ushort[] links)
    {
        BlockField = Math.Min(blockBytes, Layout.HugeBlockBytes);
        BlockBytes = blockBytes;
        ulong bytes = ((ulong)Count << Layout.SliceShift) - StartOffset;
        Start = Address + StartOffset;
        Reserved = (int)(bytes / blockBytes);
        _reciprocal = Reserved == 1 ? 0 : ((1UL << ReciprocalShift) / blockBytes) + 1;
        Links = links;
    }

    /// <summary>How far from the slice's beginning the blocks begin: small ones leave room so that pages do not all start on the same cache line.</summary>
    public ulong StartOffset => BlockField is >= 8 and <= Layout.SmallPageBlockMax ? Layout.SmallPageOffset : 0;

    /// <summary>Takes the blocks that other threads freed, and those that the owner freed when nothing else is left to hand out.</summary>
    /// <param name="isForced">Whether the owner's are taken even so.</param>
    public void Collect(bool isForced)
    {
        if (ThreadFree != None)
        {
            CollectThreadFree();
        }

        if (LocalFree == None || (Free != None && !isForced))
        {
            return;
        }

        if (Free != None)
        {
            Links[TailOf(LocalFree, out _)] = (ushort)Free;
        }

        Free = LocalFree;
        LocalFree = None;
    }

    /// <summary>Clears what a freed page has cleared. The run stays.</summary>
    public void ClearPage()
    {
        Capacity = 0;
        Reserved = 0;
        Flags = 0;
        RetireExpire = 0;
        Free = None;
        Used = 0;
        LocalFree = None;
        ThreadFree = None;
        Delayed = DelayedFree.Use;
        Heap = null;
        Next = null;
        Previous = null;
        BlockField = 1;
        BlockBytes = 0;
        Links = LinkPool.Empty;
    }

    /// <summary>Clears everything, as fresh memory is.</summary>
    public void Clear()
    {
        ClearPage();
        Count = 0;
        Offset = 0;
        BlockField = 0;
    }

    private void CollectThreadFree()
    {
        int tail = TailOf(ThreadFree, out int count);
        Links[tail] = (ushort)LocalFree;
        LocalFree = ThreadFree;
        ThreadFree = None;
        Used -= count;
    }

    private int TailOf(int head, out int count)
    {
        count = 1;
        while (Links[head] != None)
        {
            head = Links[head];
            count++;
        }

        return head;
    }
}
