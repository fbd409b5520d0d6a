using AllocSim.Allocator.Mimalloc.Hints;
using AllocSim.Allocator.Mimalloc.Pages;
using AllocSim.Allocator.Mimalloc.Segments;
using AllocSim.Allocator.Mimalloc.Stats;

namespace AllocSim.Allocator.Mimalloc.Threads;

/// <summary>What a thread owns: its pages in queues by the size of their blocks, the free spans of its segments, the blocks others freed for it, its counters and its generator.</summary>
/// <remarks>mimalloc 2.0.9, `include/mimalloc-types.h` mi_heap_t and mi_tld_t; `src/page-queue.c`.</remarks>
internal sealed class ThreadHeap
{
    private const int SpanBins = 36;
    private const int NumbersAtStart = 3;

    private static readonly int[] DirectStart = [.. Enumerable.Range(0, PageBins.Count).Select(DirectStartOf)];

    /// <summary>For each size in words up to 128, the page that is tried first; <see cref="NoPage"/> for none.</summary>
    public readonly Slice[] Direct = new Slice[Layout.DirectEntries];

    private readonly byte _keyByte;
    private readonly ulong _nonce;
    private ulong[] _delayed = new ulong[16];
    private ChaCha? _generator;

    /// <summary>Makes a thread's heap.</summary>
    /// <param name="owner">The thread's number, from 1; 0 for the heap of threads that have none.</param>
    /// <param name="dataAddress">Where it lies; 0 where it is part of the library's image.</param>
    /// <param name="keyByte">Each byte of its generator's key.</param>
    /// <param name="nonce">Its generator's address.</param>
    public ThreadHeap(int owner, ulong dataAddress, byte keyByte, ulong nonce)
    {
        Owner = owner;
        DataAddress = dataAddress;
        _keyByte = keyByte;
        _nonce = nonce;
        Array.Fill(Direct, NoPage);
        Queues = [.. Enumerable.Range(0, PageBins.Count).Select(bin => new PageQueue(bin))];
        Spans = [.. Enumerable.Range(0, SpanBins).Select(_ => new SpanQueue())];
    }

    /// <summary>A page without blocks.</summary>
    public static Slice NoPage { get; } = new(null, 0);

    /// <summary>The thread's number, from 1; 0 for the heap of threads that have none.</summary>
    public int Owner { get; }

    /// <summary>Where it lies; 0 where it is part of the library's image.</summary>
    public ulong DataAddress { get; }

    /// <summary>Its pages, by bin.</summary>
    public PageQueue[] Queues { get; }

    /// <summary>Free spans of its segments, by length.</summary>
    public SpanQueue[] Spans { get; }

    /// <summary>Its counters.</summary>
    public MimallocStats Stats { get; } = new();

    /// <summary>Its segments; wraps where more go than came.</summary>
    public ulong SegmentCount { get; set; }

    /// <summary>Pages in its queues.</summary>
    public int PageCount { get; private set; }

    /// <summary>Lowest bin whose first page may be empty and kept.</summary>
    public int RetiredMin { get; set; } = PageBins.Full;

    /// <summary>Highest such bin.</summary>
    public int RetiredMax { get; set; }

    /// <summary>Blocks that others freed for it.</summary>
    public int DelayedCount { get; private set; }

    /// <summary>A number of its generator, which is made when first one is wanted. The first three went into keys when the heap was made.</summary>
    public ulong NextRandom()
    {
        if (_generator is null)
        {
            _generator = new ChaCha(_keyByte, _nonce);
            for (int i = 0; i < NumbersAtStart; i++)
            {
                _ = _generator.Next();
            }
        }

        return _generator.Next();
    }

    /// <summary>Another thread freed a block of it.</summary>
    public void PushDelayed(ulong block)
    {
        if (DelayedCount == _delayed.Length)
        {
            Array.Resize(ref _delayed, DelayedCount * 2);
        }

        _delayed[DelayedCount++] = block;
    }

    /// <summary>The block that was freed last by another thread.</summary>
    public ulong PopDelayed() => _delayed[--DelayedCount];

    /// <summary>A block that another thread freed.</summary>
    public ulong DelayedAt(int index) => _delayed[index];

    /// <summary>The queue of a page's block size.</summary>
    public PageQueue QueueFor(ulong blockBytes) => Queues[PageBins.BinOf(blockBytes)];

    /// <summary>The queue that a page of this heap is in.</summary>
    public PageQueue QueueOf(Slice page) => page.IsInFull ? Queues[PageBins.Full] : QueueFor(page.BlockField);

    /// <summary>Puts a page at the front of a queue.</summary>
    public void Push(PageQueue queue, Slice page)
    {
        page.SetInFull(queue.IsFull);
        queue.PushFirst(page);
        UpdateDirect(queue);
        PageCount++;
    }

    /// <summary>Takes a page out of its queue.</summary>
    public void Remove(PageQueue queue, Slice page)
    {
        if (queue.Unlink(page))
        {
            UpdateDirect(queue);
        }

        PageCount--;
        page.Next = null;
        page.Previous = null;
        page.SetInFull(false);
    }

    /// <summary>Moves a page to the end of another queue.</summary>
    public void Move(PageQueue from, PageQueue to, Slice page)
    {
        if (from.Unlink(page))
        {
            UpdateDirect(from);
        }

        bool isFirst = to.Last is null;
        to.PushLast(page);
        if (isFirst)
        {
            UpdateDirect(to);
        }

        page.SetInFull(to.IsFull);
    }

    private static int DirectStartOf(int bin)
    {
        int before = bin - 1;
        while (before > 0 && PageBins.BinOf(PageBins.SizeOf(before)) == PageBins.BinOf(PageBins.SizeOf(bin)))
        {
            before--;
        }

        return bin <= 1 ? 0 : 1 + (int)(PageBins.SizeOf(before) / 8);
    }

    /// <summary>The direct table follows the first page of a queue.</summary>
    private void UpdateDirect(PageQueue queue)
    {
        if (queue.BlockBytes > Layout.DirectObjectMax)
        {
            return;
        }

        int last = (int)(queue.BlockBytes / 8);
        Array.Fill(Direct, queue.First ?? NoPage, DirectStart[queue.Bin], last - DirectStart[queue.Bin] + 1);
    }
}
