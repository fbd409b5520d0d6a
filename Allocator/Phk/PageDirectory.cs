using System.Runtime.CompilerServices;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Phk;

/// <summary>The table that says of each page of the heap what it is: a slot of 8 bytes a page, in a mapping of its own. (page_dir)</summary>
/// <remarks>
/// The first 12 slots belong to no page: slot s is the head of the list of pages cut into chunks of 2^s bytes that have one free.
/// A slot holds one of the marks below, or the number of a page of chunks plus <see cref="FirstRecord"/>.
/// </remarks>
internal sealed class PageDirectory
{
    /// <summary>The page is not the allocator's. (MALLOC_NOT_MINE)</summary>
    public const int NotMine = 0;

    /// <summary>The page lies in a free run. (MALLOC_FREE)</summary>
    public const int Free = 1;

    /// <summary>The page is the first of an allocation of whole pages. (MALLOC_FIRST)</summary>
    public const int First = 2;

    /// <summary>The page is a later one of such an allocation. (MALLOC_FOLLOW)</summary>
    public const int Follow = 3;

    /// <summary>Slots from here on name pages of chunks. (MALLOC_MAGIC)</summary>
    public const int FirstRecord = 4;

    /// <summary>Slots in front that are list heads.</summary>
    public const int HeadCount = PageShift;

    /// <summary>Base-2 logarithm of the bytes in a page, as built, whatever the machine has. (malloc_pageshift)</summary>
    public const int PageShift = 12;

    /// <summary>Bytes in a page. (malloc_pagesize)</summary>
    public const ulong PageBytes = 1UL << PageShift;

    private const ulong SlotBytes = 8;
    private const int ReadWrite = 3;

    private readonly SimMachine _machine;
    private int[] _slots = new int[PageBytes / SlotBytes];
    private ulong _origin;

    /// <summary>Makes a directory that has no mapping yet.</summary>
    public PageDirectory(SimMachine machine)
    {
        _machine = machine;
    }

    /// <summary>Where its mapping is. (page_dir)</summary>
    public ulong Address { get; private set; }

    /// <summary>Slots that its mapping has room for. (malloc_ninfo)</summary>
    public ulong SlotCount { get; private set; }

    /// <summary>Bytes of its mapping.</summary>
    public ulong Bytes => SlotCount * SlotBytes;

    /// <summary>The slot of the heap's last page. (last_index)</summary>
    public ulong LastIndex { get; set; }

    /// <summary>What a slot holds.</summary>
    public int this[ulong index] => _slots[index];

    /// <summary>Maps the first page of slots and takes the program break as the heap's beginning.</summary>
    /// <returns>False when there is no memory for it.</returns>
    public bool Start()
    {
        Address = _machine.Mmap(0, PageBytes, ReadWrite);
        _origin = (PageRound(_machine.Sbrk(0)) >> PageShift) - HeadCount;
        SlotCount = PageBytes / SlotBytes;
        return Address != 0;
    }

    /// <summary>The slot of an address. (ptr2index)</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong IndexOf(ulong address) => (address >> PageShift) - _origin;

    /// <summary>The first address of a slot's page.</summary>
    public ulong AddressOf(ulong index) => (index + _origin) << PageShift;

    /// <summary>Bytes rounded up to whole pages. (pageround)</summary>
    public static ulong PageRound(ulong bytes) => unchecked(bytes + PageBytes - 1) & ~(PageBytes - 1);

    /// <summary>Writes a slot.</summary>
    public void Set(ulong index, int value)
    {
        _slots[index] = value;
        _machine.Touch(SlotAddress(index), SlotBytes);
    }

    /// <summary>Writes some slots with one mark.</summary>
    /// <param name="index">The first one.</param>
    /// <param name="count">How many; 0 or more.</param>
    /// <param name="mark">The mark.</param>
    public void Fill(ulong index, ulong count, int mark)
    {
        if (count > 0)
        {
            _slots.AsSpan((int)index, (int)count).Fill(mark);
            _machine.Touch(SlotAddress(index), count * SlotBytes);
        }
    }

    /// <summary>Pages of the allocation whose first page has this slot.</summary>
    public ulong CountRun(ulong index)
    {
        ulong end = index + 1;
        while (_slots[end] == Follow)
        {
            end++;
        }

        return end - index;
    }

    /// <summary>The library counts the pages of an allocation: it reads its slots, and the one behind them, which may never have been written.</summary>
    /// <param name="index">The first slot.</param>
    /// <param name="count">How many belong to it.</param>
    public void ReadRun(ulong index, ulong count) => _machine.Read(SlotAddress(index), (count + 1) * SlotBytes);

    /// <summary>Makes the directory long enough for the heap's last page, in a new mapping. (extend_pgdir)</summary>
    /// <returns>False when there is no memory for it; the old mapping then stays.</returns>
    public bool TryExtend()
    {
        ulong pages = (LastIndex * SlotBytes / PageBytes) + 2;
        ulong address = _machine.Mmap(0, pages * PageBytes, ReadWrite);
        if (address == 0)
        {
            return false;
        }

        (ulong old, ulong oldBytes) = (Address, Bytes);
        _machine.Read(old, oldBytes);
        _machine.Touch(address, oldBytes);
        Address = address;
        SlotCount = pages * (PageBytes / SlotBytes);
        Array.Resize(ref _slots, Math.Max((int)SlotCount, _slots.Length));
        _machine.Munmap(old, oldBytes);
        return true;
    }

    private ulong SlotAddress(ulong index) => Address + (index * SlotBytes);
}
