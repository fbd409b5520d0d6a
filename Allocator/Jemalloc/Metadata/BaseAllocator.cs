using AllocSim.Allocator.Jemalloc.Contended;
using AllocSim.Allocator.Jemalloc.Extents.Heaps;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Jemalloc.Metadata;

/// <summary>The bump allocator for jemalloc's own records; one an arena. Nothing is ever given back, short of destroying the arena.</summary>
/// <remarks>
/// Blocks are multiples of a huge page and grow in size-class steps; what is left of a block waits in a heap per size class, oldest block first.
/// Source: jemalloc 5.3.0, `src/base.c`.
/// </remarks>
internal sealed partial class BaseAllocator
{
    private const ulong HugePage = JemallocOptions.HugePage;
    private const ulong CacheLine = RecordSizes.CacheLine;
    private const int AutoHugeBlocks = 2;
    private const int AutoHugeBlocksOfArena0 = 5;

    private readonly EdataTable _edata;
    private readonly SizeClasses _sizes;
    private readonly RecordSizes _records;
    private readonly PageHooks _pages;
    private readonly SimMachine _machine;
    private readonly PairingHeap<Edata, BySerialAndAddress>[] _available;
    private readonly OccupancySet _occupied;
    private readonly List<MetadataBlock> _blocks = [];
    private int _lastPageClass;
    private ulong _nextSerial;

    private BaseAllocator(int arenaIndex, EdataTable edata, SizeClasses sizes, RecordSizes records, PageHooks pages, SimMachine machine)
    {
        ArenaIndex = arenaIndex;
        Hooks = new ExtentHooks(pages);
        _edata = edata;
        _sizes = sizes;
        _records = records;
        _pages = pages;
        _machine = machine;
        Mutex = new SimMutex("base", MutexRank.Base, machine.LockRecorder);
        _wantsHuge = pages.MetadataThp == MetadataThpMode.Always;
        _available = new PairingHeap<Edata, BySerialAndAddress>[sizes.Count];
        _occupied = new OccupancySet(sizes.Count);
    }

    /// <summary>Index of the arena whose records live here.</summary>
    public int ArenaIndex { get; }

    /// <summary>The base's lock.</summary>
    public SimMutex Mutex { get; }

    /// <summary>Bytes handed out, block headers included.</summary>
    public ulong Allocated { get; private set; }

    /// <summary>Bytes in pages that handed-out records reach into.</summary>
    public ulong Resident { get; private set; }

    /// <summary>Huge pages that handed-out records reach into, where huge pages were asked for. (n_thp)</summary>
    public ulong HugePages { get; private set; }

    /// <summary>Bytes of extent records among those handed out.</summary>
    public ulong EdataBytes { get; private set; }

    /// <summary>Bytes of the page map among those handed out.</summary>
    public ulong RtreeBytes { get; private set; }

    /// <summary>Bytes mapped.</summary>
    public ulong Mapped { get; private set; }

    /// <summary>Makes a base and its first block; null when the block cannot be mapped.</summary>
    public static BaseAllocator? Create(int arenaIndex, EdataTable edata, SizeClasses sizes, RecordSizes records, PageHooks pages, SimMachine machine, HookSet hooks = default)
    {
        var made = new BaseAllocator(arenaIndex, edata, sizes, records, pages, machine) { Hooks = { Set = hooks } };
        int block = made.MapBlock(null, records.Base, (ulong)sizes.Quantum);
        if (block == EdataTable.Null)
        {
            return null;
        }

        made.AccountBlock();
        ulong size = AlignUp(records.Base, CacheLine);
        machine.Touch(made.BumpAlloc(block, size, CacheLine), records.Base);
        return made;
    }

    /// <summary>Takes the lock and lets it go, as the library does here and there before anybody else can know of it.</summary>
    public void LockOnce(Tsd? thread)
    {
        Mutex.Lock(thread);
        Mutex.Unlock(thread);
    }

    /// <summary>Memory for a record.</summary>
    /// <returns>Its address, or 0 when no block could be mapped.</returns>
    public ulong Alloc(Tsd? thread, ulong size, ulong alignment) => Alloc(thread, size, alignment, out _);

    /// <summary>Memory for a part of the page map.</summary>
    /// <inheritdoc cref="Alloc(Tsd?, ulong, ulong)"/>
    public ulong AllocRtree(Tsd? thread, ulong size)
    {
        ulong address = Alloc(thread, size, CacheLine, out _);
        RtreeBytes += address == 0 ? 0 : AlignUp(size, CacheLine);
        return address;
    }

    /// <summary>Memory for a new extent record, entered into the table; <see cref="EdataTable.Null"/> when no block could be mapped.</summary>
    public int AllocEdata(Tsd? thread)
    {
        ulong address = Alloc(thread, _records.Edata, _records.EdataAlignment, out ulong blockSerial);
        if (address == 0)
        {
            return EdataTable.Null;
        }

        EdataBytes += AlignUp(_records.Edata, _records.EdataAlignment);

        // Its serial shares a word with its size, so the word is read before it is written. The second half, which may lie on the next page, is written only where there is a slab.
        _machine.Read(address + RecordSizes.EdataSizeWord, sizeof(ulong));
        _machine.Touch(address, RecordSizes.EdataSlabData);
        return _edata.Add(address, blockSerial);
    }

    /// <summary>Unmaps every block: the arena has been destroyed.</summary>
    public void Delete()
    {
        for (int i = _blocks.Count - 1; i >= 0; i--)
        {
            Hooks.UnmapMetadata(_blocks[i].Address, _blocks[i].Bytes);
        }

        _blocks.Clear();
    }

    /// <summary>Blocks mapped, oldest first.</summary>
    public IReadOnlyList<MetadataBlock> Blocks => _blocks;

    private ulong Alloc(Tsd? thread, ulong size, ulong alignment, out ulong blockSerial)
    {
        ulong quantum = (ulong)_sizes.Quantum;
        alignment = AlignUp(alignment, quantum);
        ulong usable = AlignUp(size, alignment);
        ulong needed = usable + alignment - quantum;
        blockSerial = 0;

        Mutex.Lock(thread);
        _machine.Costs?.Charge(JemallocCost.BaseAlloc);
        int block = TakeAvailable(_sizes.SizeToIndex(needed));
        if (block == EdataTable.Null)
        {
            Mutex.Unlock(thread);
            block = MapBlock(thread, usable, alignment);
            if (block != EdataTable.Null && _pages.MetadataThp == MetadataThpMode.Auto)
            {
                SwitchToHuge(thread, _blocks[^1]);
            }

            Mutex.Lock(thread);
            if (block != EdataTable.Null)
            {
                AccountBlock();
            }
        }

        ulong address = 0;
        if (block != EdataTable.Null)
        {
            address = BumpAlloc(block, usable, alignment);
            blockSerial = _edata[block].Serial;
        }

        Mutex.Unlock(thread);
        return address;
    }

    // What is left of the blocks, smallest class that fits first.
    private int TakeAvailable(int szind)
    {
        szind = _occupied.Next(szind);
        if (szind == _available.Length)
        {
            return EdataTable.Null;
        }

        int block = _available[szind].RemoveFirst(_edata);
        if (_available[szind].IsEmpty)
        {
            _occupied.Clear(szind);
        }

        return block;
    }

    private int MapBlock(Tsd? thread, ulong size, ulong alignment)
    {
        alignment = AlignUp(alignment, (ulong)_sizes.Quantum);
        ulong usable = AlignUp(size, alignment);
        ulong gap = AlignUp(_records.BaseBlock, alignment) - _records.BaseBlock;
        ulong minimum = AlignUp(_sizes.PageIndexToSize(_sizes.PageSizeToIndex(_records.BaseBlock + gap + usable)), HugePage);
        int next = _lastPageClass + 1 < _sizes.PageSizeToIndex(_sizes.LargeMax) ? _lastPageClass + 1 : _lastPageClass;
        ulong bytes = Math.Max(minimum, AlignUp(_sizes.PageIndexToSize(next), HugePage));

        ulong address = Map(thread, bytes);
        if (address == 0)
        {
            return EdataTable.Null;
        }

        if (_pages.MetadataThp == MetadataThpMode.Always)
        {
            _pages.WantHuge(address, bytes);
        }

        _lastPageClass = _sizes.PageSizeToIndex(bytes);
        _machine.Touch(address, _records.BaseBlock);
        int block = _edata.Add(address + _records.BaseBlockEdataOffset, 0);
        _edata[block].InitBase(address + _records.BaseBlock, bytes - _records.BaseBlock, _nextSerial++);
        _blocks.Add(new MetadataBlock(address, bytes, block));
        return block;
    }

    private void AccountBlock()
    {
        HugePages += _wantsHuge ? 1UL : 0;
        Allocated += _records.BaseBlock;
        Resident += PageUp(_records.BaseBlock);
        Mapped += _blocks[^1].Bytes;
    }

    private ulong BumpAlloc(int block, ulong size, ulong alignment)
    {
        ref Edata edata = ref _edata[block];
        ulong gap = AlignUp(edata.Address, alignment) - edata.Address;
        ulong address = edata.Address + gap;
        edata.InitBase(address + size, edata.SizeAndEsn - gap - size, edata.Serial);

        // Less than the smallest class is of no use to anybody, but a record that describes nothing more is.
        if (edata.SizeAndEsn >= _sizes.IndexToSize(0))
        {
            MakeAvailable(block);
        }
        else if (edata.SizeAndEsn == 0)
        {
            _spareRecords.Insert(_edata, block);
        }

        if (edata.IsGuarded)
        {
            return address;
        }

        Allocated += size;
        Resident += PageUp(address + size) - PageUp(address - gap);
        HugePages += _wantsHuge ? (HugeUp(address + size) - HugeUp(address - gap)) / HugePage : 0;
        return address;
    }

    private void MakeAvailable(int block)
    {
        int szind = _sizes.SizeToIndex(_edata[block].SizeAndEsn + 1) - 1;
        _available[szind].Insert(_edata, block);
        _occupied.Set(szind);
    }

    private static ulong HugeUp(ulong value) => AlignUp(value, HugePage);

    private ulong PageUp(ulong value) => AlignUp(value, (ulong)_sizes.PageSize);

    private static ulong AlignUp(ulong value, ulong alignment) => (value + alignment - 1) & ~(alignment - 1);
}
