using System.Runtime.CompilerServices;

namespace AllocSim.Simulator.Replay;

/// <summary>The live objects of a replay by slot, with running totals where somebody asks for sizes. Grows with the most objects that ever lived at once.</summary>
public sealed class ObjectTable
{
    private ulong[] _addresses;
    private ulong[] _sizes = [];

    /// <summary>Makes an empty table.</summary>
    /// <param name="capacity">Slots to make room for at once.</param>
    public ObjectTable(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _addresses = new ulong[capacity];
    }

    /// <summary>Objects that live now; kept with sizes only.</summary>
    public long LiveCount { get; private set; }

    /// <summary>Bytes that the live objects were asked with; kept with sizes only.</summary>
    public ulong LiveBytes { get; private set; }

    /// <summary>Most bytes that <see cref="LiveBytes"/> ever was.</summary>
    public ulong PeakBytes { get; private set; }

    /// <summary>Calls that should have made an object of at least one byte and returned null.</summary>
    public long FailedCount { get; private set; }

    /// <summary>How many slots the table has room for; those from here on were never used.</summary>
    public int SlotCount => _addresses.Length;

    /// <summary>The address in a slot; 0 for <see cref="Operations.Operation.None"/> and for an object that was never made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong AddressOf(int slot)
    {
        ulong[] addresses = _addresses;
        return (uint)slot < (uint)addresses.Length ? addresses[slot] : 0;
    }

    /// <summary>The requested size of the object in a slot; 0 where sizes are not kept.</summary>
    public ulong SizeOf(int slot) => (uint)slot < (uint)_sizes.Length ? _sizes[slot] : 0;

    /// <summary>Puts a new object into a free slot, without its size; with address 0 the record of one that could not be made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int slot, ulong address)
    {
        ulong[] addresses = _addresses;
        if ((uint)slot < (uint)addresses.Length)
        {
            addresses[slot] = address;
        }
        else
        {
            Grow(slot)[slot] = address;
        }
    }

    /// <summary>Puts a new object into a free slot, with its size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int slot, ulong address, ulong size)
    {
        Put(slot, address);
        if (address == 0)
        {
            return;
        }

        ulong[] sizes = _sizes;
        if ((uint)slot >= (uint)sizes.Length)
        {
            sizes = GrowSizes();
        }

        sizes[slot] = size;
        LiveCount++;
        LiveBytes += size;
        PeakBytes = Math.Max(PeakBytes, LiveBytes);
    }

    /// <summary>Takes the object out of a slot, whose size was not kept.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong TakeAddress(int slot)
    {
        ulong[] addresses = _addresses;
        if ((uint)slot >= (uint)addresses.Length)
        {
            return 0;
        }

        ulong address = addresses[slot];
        addresses[slot] = 0;
        return address;
    }

    /// <summary>Takes the object out of a slot, with its size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ObjectEntry Take(int slot)
    {
        ulong address = TakeAddress(slot);
        if (address == 0)
        {
            return default;
        }

        ulong size = SizeOf(slot);
        LiveCount--;
        LiveBytes -= size;
        return new ObjectEntry { Address = address, Size = size };
    }

    /// <summary>Counts a call that failed to make an object of a size.</summary>
    public void CountFailure(ulong size) => FailedCount += size == 0 ? 0 : 1;

    /// <summary>Makes room for a number of slots.</summary>
    public void Reserve(int slots)
    {
        if (slots > _addresses.Length)
        {
            Grow(slots - 1);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong[] GrowSizes()
    {
        Array.Resize(ref _sizes, _addresses.Length);
        return _sizes;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong[] Grow(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        Array.Resize(ref _addresses, (int)Math.Min(Math.Max((long)slot + 1, 2L * _addresses.Length), Array.MaxLength));
        return _addresses;
    }
}
