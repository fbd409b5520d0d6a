namespace AllocSim.Allocator.Tcmalloc.Sizes;

/// <summary>The size classes: which request falls into which, and what a span of each holds. (SizeMap)</summary>
/// <remarks>
/// Classes are computed at the start, because the number of objects that move at once (TCMALLOC_TRANSFER_NUM_OBJ) has a say in how long spans are, and two sizes
/// whose spans hold equally many objects become one class. Class 0 is none: large objects have it.
/// </remarks>
internal sealed class SizeMap
{
    /// <summary>Logarithm of a page's bytes: the library's pages have 8 KiB, whatever those of the machine are. (kPageShift)</summary>
    public const int PageShift = 13;

    /// <summary>Bytes of a page. (kPageSize)</summary>
    public const ulong PageBytes = 1UL << PageShift;

    /// <summary>The largest request with a class. (kMaxSize)</summary>
    public const ulong SizeMax = 256 * 1024;

    /// <summary>Logarithm of the step between entries of <see cref="ClassOfGrain"/>. (kAlignment)</summary>
    public const int GrainShift = 3;

    /// <summary>There are fewer classes than this; a thread's cache has so many lists. (kClassSizesMax)</summary>
    public const int ClassesMax = 128;

    private const int Grain = 1 << GrainShift;
    private const int AlignmentMin = 16;
    private const int TransferBytes = 64 * 1024;
    private const int SmallMax = 1024;

    private readonly int[] _sizes = new int[ClassesMax];
    private readonly int[] _pages = new int[ClassesMax];
    private readonly int[] _batches = new int[ClassesMax];
    private readonly int[] _objects = new int[ClassesMax];

    /// <summary>Computes the classes.</summary>
    /// <param name="transferObjects">Most objects that move between a thread's cache and a central list at once; at least 1.</param>
    public SizeMap(int transferObjects)
    {
        ChooseClasses(transferObjects);
        ClassOfGrain = MapSizes();
        for (int i = 1; i < Count; i++)
        {
            _batches[i] = BatchFor(_sizes[i], transferObjects);
            _objects[i] = (_pages[i] << PageShift) / _sizes[i];
        }
    }

    /// <summary>Classes, class 0 included. (num_size_classes)</summary>
    public int Count { get; private set; }

    /// <summary>Class of a request by its size in steps of 8 bytes, rounded up: entry n is for sizes up to 8 n.</summary>
    public byte[] ClassOfGrain { get; }

    /// <summary>Bytes of an object; 0 for class 0.</summary>
    public int SizeOf(int sizeClass) => _sizes[sizeClass];

    /// <summary>Pages of a span.</summary>
    public int PagesOf(int sizeClass) => _pages[sizeClass];

    /// <summary>Objects that move at once. (num_objects_to_move)</summary>
    public int BatchOf(int sizeClass) => _batches[sizeClass];

    /// <summary>Objects of a span.</summary>
    public int ObjectsOf(int sizeClass) => _objects[sizeClass];

    /// <summary>Bytes at the end of a span that no object has.</summary>
    public int SlackOf(int sizeClass) => (_pages[sizeClass] << PageShift) - (_objects[sizeClass] * _sizes[sizeClass]);

    /// <summary>The class of a request; 0 beyond <see cref="SizeMax"/>.</summary>
    public int ClassOf(ulong size) => size > SizeMax ? 0 : ClassOfGrain[(size + Grain - 1) >> GrainShift];

    /// <summary>Pages that hold so many bytes; no size overflows.</summary>
    public static ulong PagesFor(ulong bytes) => (bytes >> PageShift) + ((bytes & (PageBytes - 1)) == 0 ? 0UL : 1UL);

    private void ChooseClasses(int transferObjects)
    {
        int count = 1;
        for (int size = Grain; size <= (int)SizeMax; size += AlignmentFor(size))
        {
            int pages = SpanPages(size, BatchFor(size, transferObjects) / 4);
            if (count > 1 && pages == _pages[count - 1] && (pages << PageShift) / size == (pages << PageShift) / _sizes[count - 1])
            {
                _sizes[count - 1] = size; // As many objects a span as the class before: that one grows to this size.
                continue;
            }

            _pages[count] = pages;
            _sizes[count] = size;
            count++;
        }

        Count = count;
    }

    // As many pages as leave at most an eighth of the span over, and hold a quarter of what moves at once.
    private static int SpanPages(int size, int objectsMin)
    {
        int bytes = 0;
        do
        {
            bytes += (int)PageBytes;
            while (bytes % size > bytes >> 3)
            {
                bytes += (int)PageBytes;
            }
        }
        while (bytes / size < objectsMin);
        return bytes >> PageShift;
    }

    // The step to the next size: a multiple of it keeps waste below an eighth. (AlignmentForSize)
    private static int AlignmentFor(int size)
    {
        int alignment = size >= 128 ? (1 << int.Log2(size)) / 8 : size >= AlignmentMin ? AlignmentMin : Grain;
        return Math.Min(alignment, (int)PageBytes);
    }

    // (NumMoveSize)
    private static int BatchFor(int size, int transferObjects) => Math.Min(Math.Max(TransferBytes / size, 2), transferObjects);

    // The library looks larger sizes up in steps of 128 bytes, all its classes above 1 KiB being multiples of that.
    private byte[] MapSizes()
    {
        byte[] classes = new byte[(int)(SizeMax >> GrainShift) + 1];
        int sizeClass = 1;
        for (int grain = 0; grain < classes.Length; grain++)
        {
            int size = grain << GrainShift;
            int lookedUp = size <= SmallMax ? size : (size + 127) & ~127;
            while (lookedUp > _sizes[sizeClass])
            {
                sizeClass++;
            }

            classes[grain] = (byte)sizeClass;
        }

        return classes;
    }
}
