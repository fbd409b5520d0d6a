using System.Numerics;
using AllocSim.Simulator.Machine;

namespace AllocSim.Tests.Walkthrough;

/// <summary>Objects on shelves: each power of two has its own, filled from chunks that are never given back. What is larger than half a chunk gets a mapping of its own.</summary>
internal sealed class ShelfHeap(SimMachine machine, ulong chunkBytes)
{
    private const int SmallestLog2 = 4;
    private const int ReadAndWrite = 3;

    private readonly Stack<ulong>[] _free = [.. Enumerable.Range(0, 64).Select(_ => new Stack<ulong>())];
    private readonly Dictionary<ulong, ulong> _usable = [];

    /// <summary>Bytes of objects that the program holds.</summary>
    public ulong UsedBytes { get; private set; }

    /// <summary>Bytes in chunks and mappings.</summary>
    public ulong MappedBytes { get; private set; }

    /// <summary>Chunks made so far.</summary>
    public ulong Chunks { get; private set; }

    /// <summary>An object; 0 when the system has no memory left.</summary>
    public ulong Allocate(ulong size)
    {
        ulong bytes = BitOperations.RoundUpToPowerOf2(Math.Max(size, 1UL << SmallestLog2));
        if (bytes == 0 || (bytes > chunkBytes / 2 ? Map(bytes) : Take(bytes)) is not (> 0 and var address))
        {
            return 0;
        }

        _usable[address] = bytes;
        UsedBytes += bytes;
        return address;
    }

    /// <summary>The object goes back to its shelf, or its mapping to the system.</summary>
    public void Release(ulong address)
    {
        if (!_usable.Remove(address, out ulong bytes))
        {
            return;
        }

        UsedBytes -= bytes;
        if (bytes > chunkBytes / 2)
        {
            machine.Munmap(address, bytes);
            MappedBytes -= bytes;
        }
        else
        {
            _free[BitOperations.Log2(bytes)].Push(address);
        }
    }

    /// <summary>Bytes that an object can use; 0 for a null pointer.</summary>
    public ulong UsableSize(ulong address) => _usable.GetValueOrDefault(address);

    /// <summary>The shelves that were ever filled: bytes of their objects, and how many of those are free.</summary>
    public IEnumerable<(ulong Bytes, int Free)> Shelves()
        => Enumerable.Range(SmallestLog2, 64 - SmallestLog2).Where(log2 => _free[log2].Count > 0).Select(log2 => (1UL << log2, _free[log2].Count));

    private ulong Take(ulong bytes)
    {
        Stack<ulong> shelf = _free[BitOperations.Log2(bytes)];
        if (shelf.Count == 0 && Map(chunkBytes) is > 0 and var chunk)
        {
            Chunks++;
            for (ulong at = chunkBytes; at > 0; at -= bytes)
            {
                shelf.Push(chunk + at - bytes);
            }
        }

        return shelf.Count == 0 ? 0 : shelf.Pop();
    }

    private ulong Map(ulong bytes)
    {
        ulong address = machine.Mmap(0, bytes, ReadAndWrite);
        MappedBytes += address == 0 ? 0 : bytes;
        return address;
    }
}
