using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Costs;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Kernel;

/// <summary>The default extent hooks: how jemalloc asks the system for pages and gives them back.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/ehooks.c`, `src/pages.c` and `src/extent_mmap.c`.</remarks>
internal sealed class PageHooks
{
    private const int ProtectionNone = 0;
    private const int ProtectionReadWrite = 3;
    private const int AdviseDontNeed = 4;
    private const int AdviseFree = 8;
    private const int AdviseHugePage = 14;
    private const int AdviseNoHugePage = 15;

    private readonly SimMachine _machine;
    private readonly ulong _pageSize;
    private readonly bool _overcommits;
    private readonly int _thpAdvice;
    private readonly bool _zeroesByPurging;
    private readonly bool _probesZeroing;
    private readonly bool _advisesMetadata;
    private bool _canPurgeLazily;

    /// <summary>Who counts mapped pages for the heap profiler; null while it is off.</summary>
    public MappedPeak? Peak { get; set; }

    /// <summary>Sets a thread up in full that could only free so far; null while the allocator starts.</summary>
    public Action<Tsd>? CompletesThread { get; set; }

    /// <summary>Hooks for a machine.</summary>
    public PageHooks(SimMachine machine, JemallocOptions options)
    {
        _machine = machine;
        _pageSize = (ulong)machine.PageSize;
        _overcommits = machine.Options.OvercommitMemory is 0 or 1;
        Retain = options.Retain;
        Dss = new Dss(machine);
        _thpAdvice = ThpAdvice(options.Thp, machine.Options.HugePages);
        MetadataThp = machine.Options.HugePages == TransparentHugePages.Madvise ? options.MetadataThp : MetadataThpMode.Disabled;
        _zeroesByPurging = options.Thp != ThpMode.Always || options.Version.ZeroesHugeByPurging;
        ZeroesByPurgingAlways = options.Version.ZeroesHugeByPurging;
        _probesZeroing = options.Version.ProbesZeroing && !options.TrustMadvise;
        _advisesMetadata = options.Version.AdvisesMetadata;
        MergeAsksWho = options.Version.MergeAsksWho;
    }

    /// <summary>Whether unused address space is kept rather than unmapped. (opt.retain)</summary>
    public bool Retain { get; }

    /// <summary>Whether pages are purged to read as zero whatever huge pages and hooks there are.</summary>
    public bool ZeroesByPurgingAlways { get; }

    /// <summary>Whether joining two extents asks which thread it is done for.</summary>
    public bool MergeAsksWho { get; }

    /// <summary>Bytes still mapped that nothing describes any more: metadata and parts of the data segment of arenas that were destroyed, and mappings for whose record there was no memory.</summary>
    public ulong LostBytes { get; private set; }

    /// <summary>Index of the trace's operation under way, for messages.</summary>
    public long OperationIndex => _machine.OperationIndex;

    /// <summary>Whether a touch can bring in a whole huge page.</summary>
    public bool MayUseHugePages => _thpAdvice == AdviseHugePage || _machine.Options.HugePages == TransparentHugePages.Always;

    /// <summary>When huge pages are asked for metadata: never, where the system does not wait to be asked. (metadata_thp_madvise)</summary>
    public MetadataThpMode MetadataThp { get; }

    /// <summary>The data segment, as a second source of pages.</summary>
    public Dss Dss { get; }

    /// <summary>Tries the system out once, as the library does when it loads: does purged memory read as zero, can pages be freed lazily?</summary>
    public void Boot()
    {
        _ = _probesZeroing && Probe(AdviseDontNeed);
        _canPurgeLazily = Probe(AdviseFree);
        Dss.Boot();
    }

    /// <summary>Says what takes time, to whom it matters.</summary>
    public void Charge(CostKind kind) => _machine.Costs?.Charge(kind);

    /// <summary>Maps pages.</summary>
    /// <param name="at">Where they have to be, or 0 for anywhere.</param>
    /// <param name="size">Bytes, whole pages.</param>
    /// <param name="alignment">At least a page.</param>
    /// <param name="commit">In: whether they must be usable at once. Out: whether they are.</param>
    /// <returns>The address, or 0.</returns>
    public ulong Map(ulong at, ulong size, ulong alignment, ref bool commit)
    {
        ulong address = MapPlain(at, size, ref commit);
        if (address == 0 || address == at || (address & (alignment - 1)) == 0)
        {
            return address;
        }

        _machine.Munmap(address, size);
        return MapAligned(size, alignment, ref commit);
    }

    /// <summary>Maps a block for metadata; 0 when that fails.</summary>
    public ulong MapMetadata(ulong size, ulong alignment)
    {
        bool commit = true;
        ulong address = Map(0, size, alignment, ref commit);
        if (_advisesMetadata)
        {
            AdviseThp(address, size);
        }

        return address;
    }

    /// <summary>A metadata block was given back: where huge pages may have been asked for it, they are refused, even where nothing is mapped any more. (base_unmap)</summary>
    public void RefuseHugeMetadata(ulong address, ulong size)
    {
        if (MetadataThp != MetadataThpMode.Disabled)
        {
            RefuseHuge(address, size);
        }
    }

    /// <summary>Tells the kernel what the thp option wants of a fresh mapping.</summary>
    public void AdviseThp(ulong address, ulong size)
    {
        if (address != 0 && _thpAdvice != 0)
        {
            _machine.Madvise(address, size, _thpAdvice);
        }
    }

    /// <summary>Unmaps, unless address space is retained. False: it is still there.</summary>
    public bool TryUnmap(ulong address, ulong size)
    {
        if (Retain || Dss.Contains(address))
        {
            return false;
        }

        _machine.Munmap(address, size);
        return true;
    }

    /// <summary>Unmaps for good: the arena is being destroyed.</summary>
    public void Destroy(ulong address, ulong size)
    {
        if (Dss.Contains(address))
        {
            Lose(size);
            return;
        }

        _machine.Munmap(address, size);
    }

    /// <summary>Pages stay mapped, but there is no record to describe them.</summary>
    public void Lose(ulong size) => LostBytes += size;

    /// <summary>Makes pages usable, or not; false where the system overcommits and there is nothing to do.</summary>
    public bool TryCommit(ulong address, ulong size, bool commit) =>
        !_overcommits && _machine.Mmap(address, size, commit ? ProtectionReadWrite : ProtectionNone, isFixed: true) == address;

    /// <summary>Lets the kernel take the pages when it needs them.</summary>
    public bool TryPurgeLazily(ulong address, ulong size) => _canPurgeLazily && _machine.Madvise(address, size, AdviseFree);

    /// <summary>Takes the memory away from the pages; they read as zero afterwards.</summary>
    public bool TryPurgeForced(ulong address, ulong size) => _machine.Madvise(address, size, AdviseDontNeed);

    /// <summary>Asks for huge pages.</summary>
    public void WantHuge(ulong address, ulong size) => _machine.Madvise(address, size, AdviseHugePage);

    /// <summary>Asks not to have huge pages.</summary>
    public void RefuseHuge(ulong address, ulong size) => _machine.Madvise(address, size, AdviseNoHugePage);

    /// <summary>Takes access from one page or two. (pages_mark_guards)</summary>
    /// <param name="head">The first, or 0.</param>
    /// <param name="tail">The last.</param>
    public void MarkGuards(ulong head, ulong tail)
    {
        if (head != 0)
        {
            _machine.Mprotect(head, _pageSize, ProtectionNone);
        }

        _machine.Mprotect(tail, _pageSize, ProtectionNone);
    }

    /// <summary>Gives access back, with one call where what lies between the two pages is short. (pages_unmark_guards)</summary>
    /// <param name="head">The first, or 0.</param>
    /// <param name="tail">The last.</param>
    /// <param name="rangeMax">Most bytes, both pages included, for which one call is made.</param>
    public void UnmarkGuards(ulong head, ulong tail, ulong rangeMax)
    {
        ulong range = tail - head + _pageSize;
        if (head != 0 && range <= rangeMax)
        {
            _machine.Mprotect(head, range, ProtectionReadWrite);
            return;
        }

        if (head != 0)
        {
            _machine.Mprotect(head, _pageSize, ProtectionReadWrite);
        }

        _machine.Mprotect(tail, _pageSize, ProtectionReadWrite);
    }

    /// <summary>Makes pages read as zero.</summary>
    public void Zero(ulong address, ulong size)
    {
        if (!_zeroesByPurging || !TryPurgeForced(address, size))
        {
            _machine.Touch(address, size);
        }
    }

    /// <summary>Writes to pages.</summary>
    public void Write(ulong address, ulong size) => _machine.Touch(address, size);

    private static int ThpAdvice(ThpMode wanted, TransparentHugePages system) => (wanted, system) switch
    {
        (ThpMode.Always, TransparentHugePages.Madvise) => AdviseHugePage,
        (ThpMode.Never, TransparentHugePages.Madvise or TransparentHugePages.Always) => AdviseNoHugePage,
        _ => 0,
    };

    private ulong MapPlain(ulong at, ulong size, ref bool commit)
    {
        commit |= _overcommits;
        ulong address = _machine.Mmap(at, size, commit ? ProtectionReadWrite : ProtectionNone);
        if (address != 0 && at != 0 && address != at)
        {
            _machine.Munmap(address, size);
            return 0;
        }

        return address;
    }

    // Maps enough to hold an aligned run, then cuts off both ends.
    private ulong MapAligned(ulong size, ulong alignment, ref bool commit)
    {
        ulong total = size + alignment - _pageSize;
        if (total < size)
        {
            return 0;
        }

        ulong mapped = MapPlain(0, total, ref commit);
        if (mapped == 0)
        {
            return 0;
        }

        ulong address = (mapped + alignment - 1) & ~(alignment - 1);
        ulong lead = address - mapped;
        ulong trail = total - lead - size;
        if (lead != 0)
        {
            _machine.Munmap(mapped, lead);
        }

        if (trail != 0)
        {
            _machine.Munmap(address + size, trail);
        }

        return address;
    }

    private bool Probe(int advice)
    {
        ulong page = _machine.Mmap(0, _pageSize, ProtectionReadWrite);
        if (page == 0)
        {
            return false;
        }

        if (advice == AdviseDontNeed)
        {
            _machine.Touch(page, _pageSize); // Something that purging has to take away.
        }

        bool works = _machine.Madvise(page, _pageSize, advice);
        if (advice == AdviseDontNeed)
        {
            _machine.Read(page, _pageSize);
        }

        _machine.Munmap(page, _pageSize);
        return works;
    }
}
