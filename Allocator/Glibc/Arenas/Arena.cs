using AllocSim.Allocator.Glibc.Caches;
using AllocSim.Allocator.Glibc.Chunks;
using AllocSim.Allocator.Glibc.Contended;
using AllocSim.Allocator.Glibc.Sources;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Glibc.Arenas;

/// <summary>A set of chunks under one lock: bins of free ones, fast bins, and the top from which new ones are cut. (malloc_state)</summary>
/// <remarks>
/// The heads of the bins lie in the words of simulated memory as in the library, so that links can be followed without asking what they lead to. Source: glibc 2.36, malloc/malloc.c.
/// </remarks>
internal abstract partial class Arena
{
    /// <summary>Bytes of an arena's record.</summary>
    public const ulong RecordBytes = 2200;

    /// <summary>The place of arenas' locks in the order of locking: behind the list of arenas, before the list of those without threads.</summary>
    public const int MutexRank = 2;

    private const ulong BinsOffset = 96;
    private const int BinMapBits = 32;

    private readonly uint[] _binMap = new uint[Chunk.BinCount / BinMapBits];
    private readonly ulong[] _fastBins = new ulong[Chunk.FastBinCount];
    private readonly ulong _bins;
    private readonly ulong _flag;
    private ulong _lastRemainder;

    /// <summary>Makes an arena without memory.</summary>
    /// <param name="memory">Chunks.</param>
    /// <param name="parameters">What all arenas share.</param>
    /// <param name="mapped">Chunks with a mapping of their own.</param>
    /// <param name="record">Address of its record.</param>
    /// <param name="flag">What its chunks carry: <see cref="Chunk.OtherArena"/>, or 0 in the main arena.</param>
    protected Arena(ChunkMemory memory, MallocParameters parameters, MappedChunks mapped, ulong record, ulong flag)
    {
        Memory = memory;
        Parameters = parameters;
        Mapped = mapped;
        _costs = memory.Machine.Costs;
        Mutex = new SimMutex("arena", MutexRank, memory.Machine.LockRecorder);
        _bins = record + BinsOffset;
        _flag = flag;
        for (int index = 1; index < Chunk.BinCount; index++)
        {
            memory.SetFreshBin(BinAt(index));
        }
    }

    /// <summary>Its lock. What only touches a fast bin goes without.</summary>
    public SimMutex Mutex { get; }

    /// <summary>The chunk at the end of the arena's memory; 0 before there is any.</summary>
    public ulong Top { get; protected set; }

    /// <summary>Bytes that the arena has from the system. (system_mem)</summary>
    public ulong SystemBytes { get; protected set; }

    /// <summary>Most bytes it ever had. (max_system_mem)</summary>
    public ulong SystemBytesMax { get; protected set; }

    /// <summary>Bytes in chunks that are in use, by the program or in threads' caches.</summary>
    public ulong InUseBytes { get; protected set; }

    /// <summary>Threads that allocate from it.</summary>
    public int AttachedThreads { get; set; }

    /// <summary>The next one in the ring of all arenas.</summary>
    public Arena Next { get; set; } = null!;

    /// <summary>The next one of those without threads.</summary>
    public Arena? NextFree { get; set; }

    /// <summary>Whether there may be chunks in fast bins. (have_fastchunks)</summary>
    public bool HasFastChunks { get; private set; }

    /// <summary>Bytes of the top.</summary>
    public ulong TopSize => Top == 0 ? 0 : Memory.Size(Top);

    /// <summary>The first chunk of a fast bin; 0 for none.</summary>
    public ulong FastBin(int index) => _fastBins[index];

    /// <summary>Whether the bin map says that a bin may hold chunks.</summary>
    public bool IsMarked(int index) => (_binMap[index / BinMapBits] & (1u << (index % BinMapBits))) != 0;

    /// <summary>The head of a bin: the links of a chunk that is none.</summary>
    public ulong BinAt(int index) => _bins + ((ulong)(index - 1) * 16);

    /// <summary>The last chunk made by cutting a chunk for a small request.</summary>
    public ulong LastRemainder => _lastRemainder;

    /// <summary>Chunks.</summary>
    protected ChunkMemory Memory { get; }

    /// <summary>The machine.</summary>
    protected SimMachine Machine => Memory.Machine;

    /// <summary>What all arenas share.</summary>
    protected MallocParameters Parameters { get; }

    /// <summary>Chunks with a mapping of their own.</summary>
    protected MappedChunks Mapped { get; }

    private ulong Unsorted => BinAt(Chunk.UnsortedBin);

    /// <summary>From where on memory is fresh, as a distance from where the top begins: what lies there, calloc need not clear.</summary>
    public abstract ulong UsedFromTop();

    /// <summary>Makes the top larger, or begins another one elsewhere, if the system has memory.</summary>
    /// <param name="cache">The cache of the calling thread.</param>
    /// <param name="size">Chunk size that the top is too small for.</param>
    /// <param name="hasTriedMapping">Whether a mapping for that chunk was refused already.</param>
    /// <returns>The object, where it was mapped after all; else 0.</returns>
    protected abstract ulong GrowTop(ThreadCache? cache, ulong size, bool hasTriedMapping);

    /// <summary>After a large free: gives memory at the end back if there is enough of it.</summary>
    protected abstract void TrimAfterFree();

    /// <summary>malloc_trim for this arena.</summary>
    public abstract bool Trim(ulong pad);

    /// <summary>Asks the system for a chunk or for more memory to cut it from. (sysmalloc)</summary>
    /// <returns>The object, or 0.</returns>
    private ulong AllocateFromSystem(ThreadCache? cache, ulong size)
    {
        bool hasTried = false;
        Charge(GlibcCost.TopGrow);
        if (Mapped.IsWanted(size))
        {
            ulong mapped = Mapped.Allocate(size);
            if (mapped != 0)
            {
                return mapped;
            }

            hasTried = true;
        }

        ulong memory = GrowTop(cache, size, hasTried);
        if (memory != 0)
        {
            return memory;
        }

        SystemBytesMax = Math.Max(SystemBytesMax, SystemBytes);
        ulong top = Top;
        ulong topSize = TopSize;
        return topSize >= size + Chunk.MinBytes ? CutTop(top, topSize, size) + Chunk.HeaderBytes : 0;
    }

    /// <summary>Cuts a chunk from the beginning of the top.</summary>
    private ulong CutTop(ulong top, ulong topSize, ulong size)
    {
        Charge(GlibcCost.Split);
        ulong rest = top + size;
        InUseBytes += size;
        Top = rest;
        Memory.Head(top) = size | Chunk.PreviousInUse | _flag;
        Memory.SetRestHead(top, rest, (topSize - size) | Chunk.PreviousInUse);
        return top;
    }

    private void Mark(int bin) => _binMap[bin / BinMapBits] |= 1u << (bin % BinMapBits);

    private void FillNew(ulong memory, ulong bytes)
    {
        if (Parameters.PerturbByte != 0)
        {
            Machine.Touch(memory, bytes);
        }
    }

    private void FillFreed(ulong chunk, ulong size)
    {
        if (Parameters.PerturbByte != 0)
        {
            Machine.Touch(chunk + Chunk.HeaderBytes, size - Chunk.HeaderBytes);
        }
    }
}
