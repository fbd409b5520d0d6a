using System.Numerics;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Reports.Measures.Objects;

/// <summary>Says where an object lies. Of an allocator that does not tell, the usable size decides: classes are four to a doubling, and the page takes the slab's place.</summary>
/// <param name="allocator">The allocator.</param>
/// <param name="pageBytes">Bytes in a page.</param>
internal sealed class PlaceFinder(IAllocator allocator, int pageBytes)
{
    private const int StepsLog2 = 2;
    private const int Quantum = 16;

    private readonly IObjectPlaces? _places = allocator as IObjectPlaces;

    /// <summary>Fills in the place of a live object.</summary>
    public void Find(ulong address, ref ObjectPlace place)
    {
        if (_places is not null)
        {
            _places.ReadPlace(address, ref place);
            return;
        }

        ulong usable = allocator.UsableSize(address);
        bool isWithinPage = usable <= (ulong)pageBytes / 4 && address % (ulong)pageBytes + usable <= (ulong)pageBytes;
        place.UsableBytes = usable;
        place.SizeIndex = ClassOf(usable);
        place.SlabAddress = isWithinPage ? address & ~((ulong)pageBytes - 1) : 0;
        place.SlabBytes = isWithinPage ? (ulong)pageBytes : 0;
    }

    /// <summary>16, 32, 48 and 64 bytes are the first classes, after 0; then each doubling has four.</summary>
    private static int ClassOf(ulong bytes)
    {
        if (bytes <= Quantum << StepsLog2)
        {
            return (int)((bytes + Quantum - 1) / Quantum);
        }

        int doubling = BitOperations.Log2(bytes - 1);
        int step = (int)((bytes - 1) >> (doubling - StepsLog2)) & ((1 << StepsLog2) - 1);
        return ((doubling - BitOperations.Log2(Quantum) - StepsLog2) << StepsLog2) + step + (1 << StepsLog2) + 1;
    }
}
