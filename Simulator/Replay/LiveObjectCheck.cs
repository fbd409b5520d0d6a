using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Machine.Pages;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;

namespace AllocSim.Simulator.Replay;

/// <summary>The check of a replay from outside: no two live objects overlap, each is aligned, usable in full and on mapped pages; every n-th operation the books of the machine and the allocator.</summary>
/// <remarks>Keeps one bit for every 8 bytes of live object, in blocks of 1 MiB of address space.</remarks>
public sealed class LiveObjectCheck : IReplayProbe
{
    private const int GranuleLog2 = 3;
    private const int BlockLog2 = 20;
    private const long OperationsMin = 64;
    private const long ObjectsAnOperation = 8;
    private const int WordsPerBlock = 1 << (BlockLog2 - GranuleLog2 - 6);

    private readonly SimMachine _machine;
    private readonly IAllocator _allocator;
    private readonly ObjectTable _objects;
    private readonly ICheckableAllocator? _books;
    private readonly PolicyTraits _traits;
    private readonly long? _every;
    private readonly Dictionary<ulong, ulong[]> _blocks = [];
    private readonly Dictionary<ulong, ulong> _usable = [];
    private long _nextBooks;

    /// <summary>Makes a check.</summary>
    /// <param name="machine">The machine below the allocator.</param>
    /// <param name="allocator">The allocator that is checked.</param>
    /// <param name="objects">The replay's live objects.</param>
    /// <param name="traits">What the allocator promises of its objects.</param>
    /// <param name="every">The allocator's books are checked before every so many operations, at least 1; null to go by the number of live objects, so that the checks cost about as much for each operation whatever lives.</param>
    public LiveObjectCheck(SimMachine machine, IAllocator allocator, ObjectTable objects, PolicyTraits traits, long? every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every ?? 1, 1);
        _machine = machine;
        _allocator = allocator;
        _objects = objects;
        _books = allocator as ICheckableAllocator;
        _traits = traits;
        _every = every;
    }

    /// <inheritdoc/>
    public void Before(long index, in Operation operation)
    {
        if (index >= _nextBooks)
        {
            CheckBooks();
            _nextBooks = index + (_every ?? Math.Max(OperationsMin, _objects.LiveCount / ObjectsAnOperation));
        }
    }

    /// <summary>Checks the books now; to be called once more after the last operation.</summary>
    /// <exception cref="InvariantException">They do not balance.</exception>
    public void CheckBooks() => _books?.CheckInvariants();

    /// <inheritdoc/>
    public void Made(long index, in Operation operation, ulong address, ulong size)
    {
        if (address == 0)
        {
            return;
        }

        ulong usable = _allocator.UsableSize(address);
        if (usable == 0 && size == 0)
        {
            return; // Some allocators answer all requests for nothing with one address, which is nobody's.
        }

        ulong alignment = Alignment(operation, size);
        if ((address & (alignment - 1)) != 0)
        {
            throw Broken(index, $"the object at 0x{address:x} is not aligned to {alignment} bytes");
        }

        if (usable < size)
        {
            throw Broken(index, $"the object at 0x{address:x} can use {usable} {Quantity.Noun(usable, "byte")} of {size} asked for");
        }

        if (_machine.Pages.StateAt(address) < PageState.Untouched || _machine.Pages.StateAt(address + Math.Max(usable, 1) - 1) < PageState.Untouched)
        {
            throw Broken(index, $"the object at 0x{address:x} of {usable} {Quantity.Noun(usable, "byte")} is not on mapped pages");
        }

        Mark(index, address, usable, isMade: true);
        _usable[address] = usable;
    }

    /// <inheritdoc/>
    public void Gone(long index, in Operation operation, ulong address, ulong size)
    {
        if (address != 0 && _usable.Remove(address, out ulong usable))
        {
            Mark(index, address, usable, isMade: false);
        }
    }

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
    }

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size)
    {
        ulong address = operation.Kind == OperationKind.Xallocx ? _objects.AddressOf(operation.Object) : 0;
        if (address != 0)
        {
            Gone(index, operation, address, 0);
            Mark(index, address, size, isMade: true);
            _usable[address] = size;
        }
    }

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value)
    {
    }

    private ulong Alignment(in Operation operation, ulong size) => operation.Kind switch
    {
        OperationKind.Memalign or OperationKind.AlignedAlloc => _books?.AlignmentKept(Math.Max(operation.Extra, 1), size) ?? Math.Max(operation.Extra, 1),
        OperationKind.Mallocx or OperationKind.Rallocx => Math.Max(ExtendedFlags.AlignmentOf(operation.Flags), (ulong)_traits.SmallestAlignment),
        _ => _traits.AlignmentOf(size),
    };

    private static InvariantException Broken(long index, string what) => new($"operation {index}: {what}");

    private void Mark(long index, ulong address, ulong bytes, bool isMade)
    {
        ulong granule = address >> GranuleLog2;
        ulong end = (address + Math.Max(bytes, 1) + (1 << GranuleLog2) - 1) >> GranuleLog2;
        while (granule < end)
        {
            ulong[] block = Block(granule);
            int bit = (int)(granule & 63);
            int count = (int)Math.Min(64 - (ulong)bit, end - granule);
            ulong mask = (count == 64 ? ulong.MaxValue : (1UL << count) - 1) << bit;
            ref ulong word = ref block[(granule >> 6) & (WordsPerBlock - 1)];
            if (isMade && (word & mask) != 0)
            {
                throw Broken(index, $"the object at 0x{address:x} of {bytes} {Quantity.Noun(bytes, "byte")} overlaps another live one");
            }

            word ^= mask;
            granule += (ulong)count;
        }
    }

    private ulong[] Block(ulong granule)
    {
        ulong key = granule >> (BlockLog2 - GranuleLog2);
        if (!_blocks.TryGetValue(key, out ulong[]? block))
        {
            block = new ulong[WordsPerBlock];
            _blocks.Add(key, block);
        }

        return block;
    }
}
