using AllocSim.Allocator.Common;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Lk;

/// <summary>Boundary tags: a header of 8 bytes before each object, and the size of a free large block repeated at its end.</summary>
/// <remarks>A block is its header and what is behind; addresses here are those of objects.</remarks>
internal sealed class BlockHeaders
{
    /// <summary>Bytes of a header, and of the repeated size.</summary>
    public const ulong Bytes = 8;

    private const ulong InUse = 1;
    private const ulong PreviousInUse = 2;
    private const ulong Listed = 4;
    private const ulong Alone = 8;
    private const ulong Flags = 15;
    private const int SizeShift = 1; // Sizes are multiples of 8, flags take four bits.

    private readonly SimMachine _machine;
    private readonly WordStore _words;

    /// <summary>Makes it for a machine.</summary>
    public BlockHeaders(SimMachine machine)
    {
        _machine = machine;
        _words = new WordStore(machine.Options);
    }

    /// <summary>Bytes of an object, without the header.</summary>
    public ulong Size(ulong address) => (_words.At(address - Bytes) & ~Flags) >> SizeShift;

    /// <summary>Whether an object is in use.</summary>
    public bool IsInUse(ulong address) => (_words.At(address - Bytes) & InUse) != 0;

    /// <summary>Whether the large block before a large one is in use.</summary>
    public bool IsPreviousInUse(ulong address) => (_words.At(address - Bytes) & PreviousInUse) != 0;

    /// <summary>Whether an object is of a class, so that its block never merges.</summary>
    public bool IsListed(ulong address) => (_words.At(address - Bytes) & Listed) != 0;

    /// <summary>Whether an object has a mapping of its own.</summary>
    public bool IsAlone(ulong address) => (_words.At(address - Bytes) & Alone) != 0;

    /// <summary>The large block behind one.</summary>
    public ulong Next(ulong address) => address + Size(address) + Bytes;

    /// <summary>The large block before one that says that it is free.</summary>
    public ulong Previous(ulong address) => address - Bytes - _words.At(address - (2 * Bytes));

    /// <summary>Writes the header of an object of a class.</summary>
    public void WriteListed(ulong address, ulong size, bool isInUse) => Write(address, size, Listed | (isInUse ? InUse : 0));

    /// <summary>Writes the header of an object with a mapping of its own.</summary>
    public void WriteAlone(ulong address, ulong size) => Write(address, size, Alone | InUse);

    /// <summary>Writes the header of a large block in use, and says so in the one behind.</summary>
    public void WriteUsed(ulong address, ulong size, bool isPreviousInUse)
    {
        Write(address, size, InUse | (isPreviousInUse ? PreviousInUse : 0));
        SetPreviousInUse(Next(address), isInUse: true);
    }

    /// <summary>Writes the header of a free large block and its size at its end, and says so in the one behind. The one before it is in use: otherwise they would have merged.</summary>
    public void WriteFree(ulong address, ulong size)
    {
        Write(address, size, PreviousInUse);
        ulong end = address + size - Bytes;
        _machine.Touch(end, Bytes);
        _words.At(end) = size;
        SetPreviousInUse(Next(address), isInUse: false);
    }

    /// <summary>Writes the header that ends a region: no object, always in use.</summary>
    public void WriteEnd(ulong address) => Write(address, 0, InUse);

    /// <summary>Marks an object of a class as in use or free.</summary>
    public void SetInUse(ulong address, bool isInUse)
    {
        ref ulong word = ref _words.At(address - Bytes);
        word = isInUse ? word | InUse : word & ~InUse;
    }

    /// <summary>A link in a free object.</summary>
    /// <param name="address">The object.</param>
    /// <param name="number">0 for the next, 1 for the previous.</param>
    public ulong Link(ulong address, int number) => _words.At(address + ((ulong)number * Bytes));

    /// <summary>Writes a link in a free object.</summary>
    /// <param name="address">The object.</param>
    /// <param name="number">0 for the next, 1 for the previous.</param>
    /// <param name="other">What it names, or 0.</param>
    public void SetLink(ulong address, int number, ulong other)
    {
        _machine.Touch(address + ((ulong)number * Bytes), Bytes);
        _words.At(address + ((ulong)number * Bytes)) = other;
    }

    private void Write(ulong address, ulong size, ulong flags)
    {
        _machine.Touch(address - Bytes, Bytes);
        _words.At(address - Bytes) = (size << SizeShift) | flags;
    }

    private void SetPreviousInUse(ulong address, bool isInUse)
    {
        ref ulong word = ref _words.At(address - Bytes);
        word = isInUse ? word | PreviousInUse : word & ~PreviousInUse;
    }
}
