using AllocSim.Allocator.Common;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Vam;

/// <summary>The headers of the common heap's objects, and the list links in free ones, as they lie in memory.</summary>
/// <remarks>
/// A header has one bit for "the object before me is free", the size of that object, and the object's own size; links lie in the first bytes of a free object.
/// In 32 bits either is one word of the store, in 64 bits two.
/// </remarks>
internal sealed class ObjectHeaders
{
    private const int HalfBits = 32;
    private const ulong WordBytes = 8;

    private readonly SimMachine _machine;
    private readonly WordStore _words;
    private readonly bool _isNarrow;

    /// <summary>Makes it for a machine.</summary>
    public ObjectHeaders(SimMachine machine, VamLayout layout)
    {
        _machine = machine;
        _words = new WordStore(machine.Options);
        _isNarrow = layout.PointerBytes == 4;
        Bytes = layout.ObjectHeaderBytes;
    }

    /// <summary>Bytes of a header.</summary>
    public ulong Bytes { get; }

    /// <summary>Size of an object.</summary>
    public ulong Size(ulong address) => Second(address - Bytes);

    /// <summary>Size of the object before one.</summary>
    public ulong SizeBefore(ulong address) => First(address - Bytes) >> 1;

    /// <summary>Whether the object before one is free.</summary>
    public bool IsFreeBefore(ulong address) => (First(address - Bytes) & 1) != 0;

    /// <summary>The object behind one.</summary>
    public ulong Next(ulong address) => address + Size(address) + Bytes;

    /// <summary>The object before one.</summary>
    public ulong Previous(ulong address) => address - SizeBefore(address) - Bytes;

    /// <summary>Whether an object is free: the one behind it knows.</summary>
    public bool IsFree(ulong address) => IsFreeBefore(Next(address));

    /// <summary>Writes a whole header, perhaps on a page that was never written.</summary>
    public void Write(ulong address, ulong size, ulong sizeBefore, bool isFreeBefore)
    {
        _machine.Touch(address - Bytes, Bytes);
        Set(address - Bytes, (sizeBefore << 1) | (isFreeBefore ? 1UL : 0), size);
    }

    /// <summary>Changes an object's size, and says so in the header behind it.</summary>
    /// <param name="address">The object.</param>
    /// <param name="size">Its size now.</param>
    public void Resize(ulong address, ulong size)
    {
        Set(address - Bytes, First(address - Bytes), size);
        ulong behind = address + size; // The header there, of which only the first field changes.
        Set(behind, (size << 1) | (First(behind) & 1), Second(behind));
    }

    /// <summary>Says whether an object is free, in the header behind it.</summary>
    public void SetFree(ulong address, bool isFree)
    {
        ulong header = Next(address) - Bytes;
        Set(header, (First(header) & ~1UL) | (isFree ? 1UL : 0), Second(header));
    }

    /// <summary>The free object behind one in its list; 0 at the end.</summary>
    public ulong NextInList(ulong address) => First(address);

    /// <summary>The free object before one in its list; 0 at the front.</summary>
    public ulong PreviousInList(ulong address) => Second(address);

    /// <summary>Writes both links of a free object, perhaps on a page that was never written.</summary>
    public void Link(ulong address, ulong next, ulong previous)
    {
        _machine.Touch(address, Bytes);
        Set(address, next, previous);
    }

    private ulong First(ulong at) => _isNarrow ? (uint)_words.At(at) : _words.At(at);

    private ulong Second(ulong at) => _isNarrow ? _words.At(at) >> HalfBits : _words.At(at + WordBytes);

    private void Set(ulong at, ulong first, ulong second)
    {
        if (_isNarrow)
        {
            _words.At(at) = first | (second << HalfBits);
        }
        else
        {
            _words.At(at) = first;
            _words.At(at + WordBytes) = second;
        }
    }
}
