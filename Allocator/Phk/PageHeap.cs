using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Phk;

/// <summary>Whole pages: first fit among the free runs, or more of the program break. (malloc_pages, free_pages)</summary>
internal sealed class PageHeap
{
    private const ulong RunRecordBytes = 40;
    private const int AdviceFree = 8;

    private readonly SimMachine _machine;
    private readonly PhkHeap _heap;
    private readonly PageDirectory _directory;
    private readonly uint _cacheBytes;
    private readonly bool _fills;
    private readonly bool _hints;
    private ulong _break;
    private int _spare = FreeRunList.None;

    /// <summary>Makes an empty heap of pages.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="heap">Where its records come from.</param>
    /// <param name="directory">The page directory.</param>
    /// <param name="options">Options.</param>
    public PageHeap(SimMachine machine, PhkHeap heap, PageDirectory directory, PhkOptions options)
    {
        _machine = machine;
        _heap = heap;
        _directory = directory;
        _cacheBytes = Math.Max(options.CachePages, 1) << PageDirectory.PageShift; // 32 bits: many letters > make it 0.
        _fills = options.Junk;
        _hints = options.Hint;
    }

    /// <summary>The free runs.</summary>
    public FreeRunList Runs { get; } = new();

    /// <summary>Where the record lies that the next new run will use; 0 for none. (px)</summary>
    public ulong SpareAddress => _spare == FreeRunList.None ? 0 : Runs[_spare].Address;

    /// <summary>Pages handed out: allocations of whole pages, and pages of chunks.</summary>
    public ulong UsedPages { get; private set; }

    /// <summary>Pages in free runs.</summary>
    public ulong FreePages { get; private set; }

    /// <summary>Pages of which the kernel was told that they are free, since the start.</summary>
    public ulong HintedPages { get; private set; }

    /// <summary>Allocates the record that the first free run will use. At this low address it keeps no page from being given back.</summary>
    public void Start() => MakeSpare();

    /// <summary>Allocates pages.</summary>
    /// <param name="bytes">Length; rounded up to pages.</param>
    /// <returns>Their address, or 0.</returns>
    public ulong Allocate(ulong bytes)
    {
        bytes = PageDirectory.PageRound(bytes);
        ulong address = TakeFree(bytes, out int emptied);
        if (address == 0)
        {
            address = Grow(bytes);
        }

        if (address != 0)
        {
            ulong index = _directory.IndexOf(address);
            _directory.Set(index, PageDirectory.First);
            _directory.Fill(index + 1, (bytes >> PageDirectory.PageShift) - 1, PageDirectory.Follow);
            UsedPages += bytes >> PageDirectory.PageShift;
            Fill(address, bytes);
        }

        if (emptied != FreeRunList.None)
        {
            KeepOrFreeRecord(emptied);
        }

        return address;
    }

    /// <summary>Frees an allocation of whole pages.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="index">Its first slot.</param>
    public void Free(ulong address, ulong index)
    {
        ulong pages = _directory.CountRun(index);
        _directory.ReadRun(index, pages);
        ulong bytes = pages << PageDirectory.PageShift;
        _directory.Fill(index, pages, PageDirectory.Free);
        UsedPages -= pages;
        Fill(address, bytes);
        if (_hints)
        {
            _machine.Madvise(address, bytes, AdviceFree);
            HintedPages += pages;
        }

        if (_spare == FreeRunList.None)
        {
            MakeSpare();
        }

        FreePages += pages;
        int changed = Enter(address, bytes, out int swallowed);
        GiveBack(changed);
        if (swallowed != FreeRunList.None)
        {
            FreeRecord(swallowed);
        }
    }

    private ulong TakeFree(ulong bytes, out int emptied)
    {
        emptied = FreeRunList.None;
        for (int run = Runs.First; run != FreeRunList.None; run = Runs[run].Next)
        {
            ref FreeRunRecord record = ref Runs[run];
            if (record.Size < bytes)
            {
                continue;
            }

            ulong address = record.Page;
            if (record.Size == bytes)
            {
                Runs.Unlink(run);
                emptied = run;
            }
            else
            {
                record.Page += bytes;
                record.Size -= bytes;
            }

            FreePages -= bytes >> PageDirectory.PageShift;
            return address;
        }

        return 0;
    }

    /// <summary>Raises the break. (map_pages) When the directory cannot follow, the pages are lost: the break stays where it is then.</summary>
    private ulong Grow(ulong bytes)
    {
        ulong address = PageDirectory.PageRound(_machine.Sbrk(0));
        ulong end = unchecked(address + bytes);
        if (end < address || _machine.Brk(end) != end)
        {
            return 0;
        }

        _directory.LastIndex = _directory.IndexOf(end) - 1;
        _break = end;
        return _directory.LastIndex + 1 < _directory.SlotCount || _directory.TryExtend() ? address : 0;
    }

    private void Fill(ulong address, ulong bytes)
    {
        if (_fills)
        {
            _machine.Touch(address, bytes);
        }
    }

    /// <summary>Enters a freed run into the list, or into a neighbour.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="swallowed">A run that became part of another, whose record is to be freed; or none.</param>
    /// <returns>The entry that changed.</returns>
    private int Enter(ulong address, ulong bytes, out int swallowed)
    {
        swallowed = FreeRunList.None;
        ulong end = address + bytes;
        int run = Runs.First;
        if (run == FreeRunList.None)
        {
            return UseSpare(address, bytes, FreeRunList.None);
        }

        while (Runs[run].End < address && Runs[run].Next != FreeRunList.None)
        {
            run = Runs[run].Next;
        }

        ref FreeRunRecord record = ref Runs[run];
        if (record.Page > end)
        {
            return UseSpare(address, bytes, record.Previous);
        }

        if (record.End == address)
        {
            record.End += bytes;
            record.Size += bytes;
            swallowed = SwallowNext(ref record);
            return run;
        }

        if (record.Page == end)
        {
            record.Size += bytes;
            record.Page = address;
            return run;
        }

        return UseSpare(address, bytes, run);
    }

    private int SwallowNext(ref FreeRunRecord record)
    {
        int next = record.Next;
        if (next == FreeRunList.None || Runs[next].Page != record.End)
        {
            return FreeRunList.None;
        }

        record.End = Runs[next].End;
        record.Size += Runs[next].Size;
        Runs.Unlink(next);
        return next;
    }

    private int UseSpare(ulong address, ulong bytes, int previous)
    {
        int run = _spare;
        _spare = FreeRunList.None;
        ref FreeRunRecord record = ref Runs[run];
        record.Page = address;
        record.End = address + bytes;
        record.Size = bytes;
        Runs.InsertAfter(run, previous);
        _machine.Touch(record.Address, RunRecordBytes);
        return run;
    }

    /// <summary>Lowers the break when the run that changed lies at it and is longer than the cache.</summary>
    private void GiveBack(int run)
    {
        ref FreeRunRecord record = ref Runs[run];
        if (record.Next != FreeRunList.None || record.Size <= _cacheBytes || record.End != _break || _break != _machine.Sbrk(0))
        {
            return;
        }

        FreePages -= (record.Size - _cacheBytes) >> PageDirectory.PageShift;
        record.End = record.Page + _cacheBytes;
        record.Size = _cacheBytes;
        _ = _machine.Brk(record.End);
        _break = record.End;
        ulong index = _directory.IndexOf(_break);
        _directory.Fill(index, _directory.LastIndex + 1 - index, PageDirectory.NotMine);
        _directory.LastIndex = index - 1;
    }

    private void MakeSpare()
    {
        ulong address = _heap.AllocateRecord(RunRecordBytes);
        if (address == 0)
        {
            throw new TraceFormatException($"operation {_machine.OperationIndex}: phkmalloc finds no memory for the record of a free run, and a program that uses it crashes there");
        }

        _spare = Runs.Make(address);
    }

    private void KeepOrFreeRecord(int run)
    {
        if (_spare == FreeRunList.None)
        {
            _spare = run;
        }
        else
        {
            FreeRecord(run);
        }
    }

    private void FreeRecord(int run)
    {
        ulong address = Runs[run].Address;
        Runs.Drop(run);
        _heap.FreeRecord(address);
    }
}
