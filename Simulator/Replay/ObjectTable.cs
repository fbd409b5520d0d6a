using System.Runtime.CompilerServices;

namespace AllocSim.Simulator.Replay;

/// <summary>The live objects of a replay by slot, with running totals. Grows with the most objects that ever lived at once.</summary>
public sealed class ObjectTable
{
    private ObjectEntry[] _entries = new ObjectEntry[1024];

    /// <summary>Objects that live now.</summary>
    public long LiveCount { get; private set; }

    /// <summary>Bytes that the live objects were asked with.</summary>
    public ulong LiveBytes { get; private set; }

    /// <summary>Most bytes that <see cref="LiveBytes"/> ever was.</summary>
    public ulong PeakBytes { get; private set; }

    /// <summary>Calls that should have made an object of at least one byte and returned null.</summary>
    public long FailedCount { get; private set; }

    /// <summary>How many slots the table has room for; those from here on were never used.</summary>
    public int SlotCount => _entries.Length;

    /// <summary>The address in a slot; 0 for <see cref="Operations.Operation.None"/> and for an object that was never made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong AddressOf(int slot)
    {
        ObjectEntry[] entries = _entries;
        return (uint)slot < (uint)entries.Length ? entries[slot].Address : 0;
    }

    /// <summary>The requested size of the object in a slot.</summary>
    public ulong SizeOf(int slot) => (uint)slot < (uint)_entries.Length ? _entries[slot].Size : 0;

    /// <summary>Puts a new object into a free slot; with address 0 the record of one that could not be made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Put(int slot, ulong address, ulong size)
    {
        ObjectEntry[] entries = _entries;
        if ((uint)slot >= (uint)entries.Length)
        {
            entries = Grow(slot);
        }

        if (address == 0)
        {
            FailedCount += size == 0 ? 0 : 1;
            entries[slot] = default;
            return;
        }

        entries[slot].Address = address;
        entries[slot].Size = size;
        LiveCount++;
        ulong live = LiveBytes + size;
        LiveBytes = live;
        if (live > PeakBytes)
        {
            PeakBytes = live;
        }
    }

    /// <summary>Takes the object out of a slot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ObjectEntry Take(int slot)
    {
        ObjectEntry[] entries = _entries;
        if ((uint)slot >= (uint)entries.Length)
        {
            return default;
        }

        ObjectEntry entry = entries[slot];
        if (entry.Address != 0)
        {
            entries[slot] = default;
            LiveCount--;
            LiveBytes -= entry.Size;
        }

        return entry;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ObjectEntry[] Grow(int slot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        Array.Resize(ref _entries, (int)Math.Min(Math.Max((long)slot + 1, 2L * _entries.Length), Array.MaxLength));
        return _entries;
    }
}
