using System.Buffers.Binary;
using System.Runtime.InteropServices;
using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Allocator.Jemalloc.Inspection.Library;

/// <summary>Reads numbers and chains of records out of the library's memory.</summary>
/// <param name="memory">The memory.</param>
internal sealed class MemoryReader(ILibraryMemory memory)
{
    // More than any heap has; a chain that does not end is none.
    private const int ChainMax = 1 << 22;

    // The links of a heap, from its first on: the one before, the next one, the leftmost child.
    private const ulong HeapLink = 40;
    private const ulong HeapNext = HeapLink + 8;
    private const ulong HeapChild = HeapLink + 16;

    /// <summary>Where a variable lies.</summary>
    public ulong AddressOf(string symbol) => memory.AddressOf(symbol);

    /// <summary>Eight bytes.</summary>
    public ulong Word(ulong address)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        memory.Read(address, bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }

    /// <summary>Four bytes.</summary>
    public uint Half(ulong address)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        memory.Read(address, bytes);
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>Two bytes.</summary>
    public ushort Quarter(ulong address)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ushort)];
        memory.Read(address, bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    /// <summary>One byte.</summary>
    public byte Byte(ulong address)
    {
        byte value = 0;
        memory.Read(address, new Span<byte>(ref value));
        return value;
    }

    /// <summary>So many words.</summary>
    public ulong[] Words(ulong address, long count)
    {
        ulong[] words = new ulong[count];
        memory.Read(address, MemoryMarshal.AsBytes(words.AsSpan()));
        return words;
    }

    /// <summary>The records of a ring, in order.</summary>
    /// <param name="first">The first one; 0 for none.</param>
    /// <param name="link">Offset in a record of the pointer to the next one.</param>
    public List<ulong> Ring(ulong first, ulong link)
    {
        List<ulong> records = [];
        for (ulong at = first; at != 0 && (records.Count == 0 || at != first); at = Word(at + link))
        {
            Add(records, at);
        }

        return records;
    }

    /// <summary>The records of a heap, by address.</summary>
    public List<ulong> Heap(ulong root)
    {
        List<ulong> records = [];
        Stack<ulong> left = new([root]);
        while (left.TryPop(out ulong at))
        {
            if (at != 0)
            {
                Add(records, at);
                left.Push(Word(at + HeapNext));
                left.Push(Word(at + HeapChild));
            }
        }

        records.Sort();
        return records;
    }

    private static void Add(List<ulong> records, ulong record)
    {
        if (records.Count >= ChainMax)
        {
            throw new InvalidDataException(FormattableString.Invariant($"the chain of records at 0x{record:x} does not end"));
        }

        records.Add(record);
    }
}
