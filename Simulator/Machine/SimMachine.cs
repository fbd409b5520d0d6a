using System.Runtime.CompilerServices;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Machine;

/// <summary>The simulated machine below an allocator: address space, page layer, clock and CPUs. Every call to the system goes through here.</summary>
public sealed partial class SimMachine
{
    private const int ProtectionNone = 0;
    private const int AdviceDontNeed = 4;
    private const int AdviceFree = 8;
    private const int AdviceHugePage = 14;
    private const int AdviceNoHugePage = 15;
    private const int AdvicePopulateWrite = 23;

    private readonly long _clockOriginNs;
    private SystemCallCounts _calls;

    /// <summary>Makes the machine that the oracle presents.</summary>
    public SimMachine()
        : this(new MachineOptions())
    {
    }

    /// <summary>Makes a machine.</summary>
    public SimMachine(MachineOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.CpuCount, 1);
        if (options.PageSize is not (4096 or 16384 or 65536))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.PageSize, "the page size is 4096, 16384 or 65536 bytes");
        }

        Options = options;
        CpuCount = options.CpuSet?.Count ?? options.CpuCount;
        _clockOriginNs = options.ClockOriginNs;
        Addresses = new AddressSpace(options);
        Pages = new PageLayer(options);
        Threads = new ThreadBlocks(options.ThreadBlocks);
    }

    /// <summary>What the machine was made from.</summary>
    public MachineOptions Options { get; }

    /// <summary>Which addresses are taken.</summary>
    public AddressSpace Addresses { get; }

    /// <summary>What is true of every page.</summary>
    public PageLayer Pages { get; }

    /// <summary>Where the threads' own blocks lie.</summary>
    public ThreadBlocks Threads { get; }

    /// <summary>Nanoseconds now, on the machine's monotonic clock; starts at 1000 s so that no allocator takes 0 for "never set".</summary>
    public long NowNs
    {
        get => _clockOriginNs + TraceTimeNs;
        set => TraceTimeNs = value - _clockOriginNs;
    }

    /// <summary>Nanoseconds now, on the clock of the trace that is replayed.</summary>
    public long TraceTimeNs { get; set; }

    /// <summary>Operations of the trace that have begun; the last one of them may be under way.</summary>
    public long OperationsBegun { get; set; }

    /// <summary>Index of the trace's operation under way, or of the last one, from 0: it labels the lines of the log. Calls made at boot carry 0.</summary>
    public long OperationIndex => Math.Max(OperationsBegun - 1, 0);

    /// <summary>Number of CPUs that the machine shows.</summary>
    public int CpuCount { get; init; }

    /// <summary>Bytes in a page: 4096, 16384 or 65536.</summary>
    public int PageSize => Options.PageSize;

    /// <summary>Where calls to the system are written down, or null.</summary>
    public SystemCallLog? Log { get; set; }

    /// <summary>Who is told what takes time; null in a serial run.</summary>
    public ICostRecorder? Costs { get; set; }

    /// <summary>Who is told of the allocator's locks, for the allocator to give to its mutexes; null in a serial run. Set before the allocator is made.</summary>
    public ILockRecorder? LockRecorder { get; set; }

    /// <summary>The call stacks of the trace that is replayed; null where nobody gives them.</summary>
    public ICallStackSource? CallStacks { get; set; }

    /// <summary>How often each call was made.</summary>
    public ref readonly SystemCallCounts Calls => ref _calls;

    /// <summary>mmap of anonymous private memory.</summary>
    /// <param name="hint">Where the caller would like it, or 0.</param>
    /// <param name="bytes">Length; rounded up to pages.</param>
    /// <param name="protection">PROT bits as Linux numbers them (0 none, 3 read and write).</param>
    /// <param name="isFixed">MAP_FIXED: replaces what is there.</param>
    /// <returns>The address, or 0 when the address space or a limit forbids it (MAP_FAILED).</returns>
    public ulong Mmap(ulong hint, ulong bytes, int protection, bool isFixed = false)
    {
        bytes = WholePages(bytes);
        _calls.Mmap++;
        Costs?.Charge(CostKind.Mmap);
        ulong address = IsRefused(bytes) ? 0 : isFixed ? hint : Addresses.Allocate(hint, bytes);
        Log?.Mmap(OperationIndex, address, bytes, protection);
        if (address == 0)
        {
            _calls.MmapFailed++;
            return 0;
        }

        _calls.MmapBytes += bytes;
        Pages.Map(address, bytes, protection != ProtectionNone);
        return address;
    }

    /// <summary>munmap. Where it would cut a mapping in two and there may be no more of them, it fails and all stays.</summary>
    public void Munmap(ulong address, ulong bytes)
    {
        bytes = WholePages(bytes);
        if (ExceedsMappings(address, bytes, isMapped: false, hasAccess: false))
        {
            Log?.Munmap(OperationIndex, address, bytes);
            _calls.Munmap++;
            return;
        }

        if (Addresses.IsMappable(address))
        {
            Log?.Munmap(OperationIndex, address, bytes);
            Addresses.Free(address, bytes);
        }

        _calls.Munmap++;
        _calls.MunmapBytes += bytes;
        ulong backed = Pages.BackedBytes;
        Pages.Unmap(address, bytes);
        Costs?.Charge(CostKind.Munmap);
        Costs?.Charge(CostKind.MunmapPage, PagesOf(backed - Pages.BackedBytes));
    }

    /// <summary>mmap with MAP_HUGETLB. The pool of huge pages is empty, so it always fails.</summary>
    /// <param name="bytes">Length; rounded up to pages.</param>
    /// <param name="protection">PROT bits as Linux numbers them.</param>
    /// <returns>0.</returns>
    public ulong MmapHugePool(ulong bytes, int protection)
    {
        _calls.Mmap++;
        _calls.MmapFailed++;
        Costs?.Charge(CostKind.Mmap);
        Log?.Mmap(OperationIndex, 0, WholePages(bytes), protection);
        return 0;
    }

    /// <summary>mremap to a fixed place (MREMAP_FIXED), which is mapped already: its pages are replaced by those that move.</summary>
    /// <remarks>
    /// As the oracle has it for libraries whose calls it stands in for: it does not see this one, so that the log has no line of it and the old place is given to no other mapping.
    /// </remarks>
    /// <param name="address">Where the mapping is.</param>
    /// <param name="oldBytes">Its length, whole pages.</param>
    /// <param name="newBytes">Its length from now on, whole pages; untouched ones are added, and pages beyond it are gone.</param>
    /// <param name="to">Where it goes.</param>
    public void MremapFixed(ulong address, ulong oldBytes, ulong newBytes, ulong to)
    {
        _calls.Mremap++;
        Costs?.Charge(CostKind.Mmap);
        Pages.Map(to, newBytes, hasAccess: true);
        Pages.Move(address, to, Math.Min(oldBytes, newBytes));
        Pages.Unmap(address, oldBytes);
    }

    /// <summary>madvise; advice as Linux numbers it (4 DONTNEED, 8 FREE, 14 HUGEPAGE, 15 NOHUGEPAGE, 16 DONTDUMP, 17 DODUMP, 23 POPULATE_WRITE).</summary>
    /// <returns>True for success.</returns>
    public bool Madvise(ulong address, ulong bytes, int advice)
    {
        Log?.Madvise(OperationIndex, address, bytes, advice);
        _calls.Madvise++;
        ulong backed = Pages.BackedBytes;
        ulong lazy = Pages.LazilyFreedBytes;
        switch (advice)
        {
            case AdviceDontNeed:
                _calls.MadviseDontNeed++;
                _calls.MadviseDontNeedBytes += bytes;
                Pages.DontNeed(address, bytes);
                break;
            case AdviceFree:
                _calls.MadviseFree++;
                _calls.MadviseFreeBytes += bytes;
                Pages.FreeLazily(address, bytes);
                break;
            case AdviceHugePage or AdviceNoHugePage:
                Pages.AdviseHuge(address, bytes, advice == AdviceHugePage);
                break;
            case AdvicePopulateWrite:
                Pages.Touch(address, bytes);
                break;
            default:
                break; // Whether a page is dumped changes nothing that is simulated.
        }

        Costs?.Charge(CostKind.Madvise);
        Costs?.Charge(CostKind.MadvisePage, PagesOf(advice == AdviceFree ? Pages.LazilyFreedBytes - lazy : backed > Pages.BackedBytes ? backed - Pages.BackedBytes : 0));

        return true;
    }

    /// <summary>mprotect.</summary>
    public void Mprotect(ulong address, ulong bytes, int protection)
    {
        Log?.Mprotect(OperationIndex, address, bytes, protection);
        _calls.Mprotect++;
        Costs?.Charge(CostKind.Mprotect);
        if (ExceedsMappings(address, bytes, isMapped: true, protection != ProtectionNone))
        {
            return;
        }

        Pages.Protect(address, bytes, protection != ProtectionNone);
    }

    /// <summary>sbrk: moves the program break.</summary>
    /// <returns>The break before the move, or <see cref="ulong.MaxValue"/> when it cannot move.</returns>
    public ulong Sbrk(long increment)
    {
        ulong old = Addresses.Break;
        if ((increment > 0 && IsOverLimit((ulong)increment)) || !Addresses.TryMoveBreak(increment))
        {
            return ulong.MaxValue;
        }

        if (increment == 0)
        {
            return old;
        }

        Log?.Sbrk(OperationIndex, old, increment);
        _calls.Sbrk++;
        Costs?.Charge(CostKind.Sbrk);
        ulong oldEnd = WholePages(old);
        ulong newEnd = WholePages(Addresses.Break);
        if (newEnd > oldEnd)
        {
            Pages.Map(oldEnd, newEnd - oldEnd, hasAccess: true);
        }
        else
        {
            Pages.Unmap(newEnd, oldEnd - newEnd);
        }

        return old;
    }

    /// <summary>Which CPU a thread runs on, where somebody knows it; null in a serial run.</summary>
    public Func<int, int>? CurrentCpu { get; set; }

    /// <summary>sched_getcpu for a thread: thread number modulo CPUs in the serial mode, of those that the process may use.</summary>
    public int CpuOf(int thread)
    {
        int cpu = CurrentCpu?.Invoke(thread) ?? thread % CpuCount;
        return Options.CpuSet?[cpu] ?? cpu;
    }

    /// <summary>Address of a thread's thread-local block. The first thread asked for is the main thread; see <see cref="ThreadBlocks"/>.</summary>
    public ulong ThreadBlock(int thread) => Threads[thread];

    /// <summary>The pages of [address, address + bytes) are written: each becomes resident.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Touch(ulong address, ulong bytes) => Pages.Touch(address, bytes);

    /// <summary>The pages of [address, address + bytes) are read.</summary>
    public void Read(ulong address, ulong bytes) => Pages.Read(address, bytes);

    private bool IsRefused(ulong bytes)
        => (Options.FailMmapFrom > 0 && _calls.Mmap >= Options.FailMmapFrom && _calls.Mmap - Options.FailMmapFrom < Options.FailMmapCount) || IsOverLimit(bytes);

    private bool IsOverLimit(ulong bytes)
        => (Options.MappingLimit != 0 && Pages.MappingCount > Options.MappingLimit)
            || Exceeds(Options.MappedLimitBytes, Pages.MappedBytes, bytes)
            || Exceeds(Options.ResidentLimitBytes, Pages.BackedBytes, bytes);

    // As Linux does it: a new mapping is refused when there are more than the limit already, a cut when it would lead beyond it.
    private bool ExceedsMappings(ulong address, ulong bytes, bool isMapped, bool hasAccess)
        => Options.MappingLimit != 0 && Pages.MappingsMore(address, bytes, isMapped, hasAccess) is long more and > 0 && Pages.MappingCount + more > Options.MappingLimit;

    private static bool Exceeds(ulong limit, ulong used, ulong more) => limit != 0 && (used > limit || more > limit - used);

    private long PagesOf(ulong bytes) => (long)(bytes / (ulong)PageSize);

    private ulong WholePages(ulong bytes)
    {
        ulong mask = (ulong)PageSize - 1;
        return unchecked(bytes + mask) & ~mask;
    }
}
