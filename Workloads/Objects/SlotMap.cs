using System.Runtime.InteropServices;

namespace AllocSim.Workloads.Objects;

/// <summary>Maps the numbers of live objects to slots: small numbers that are handed out again after an object's death.</summary>
/// <remarks>
/// An open-addressing table of 12 bytes an entry, filled to between 53 and 80 percent, plus 4 bytes for each slot that waits to be used again.
/// Eight consecutive numbers share a group of the table, because objects that are born together are looked up together.
/// </remarks>
internal sealed class SlotMap
{
    private const int GroupBits = 3;
    private const int GroupSize = 1 << GroupBits;
    private const long Empty = -1;

    private Entry[] _entries = NewTable(64);
    private int _limit = LimitOf(64);
    private int[] _free = new int[16];
    private int _freeCount;

    /// <summary>Live objects.</summary>
    public int Count { get; private set; }

    /// <summary>Slots handed out so far: one more than the highest; equals the most objects that were alive at once.</summary>
    public int SlotCount { get; private set; }

    /// <summary>Slot of a live object, or -1.</summary>
    public int Find(long number)
    {
        Entry[] entries = _entries;
        for (int i = HomeOf(number, entries.Length); ; i = Next(i, entries.Length))
        {
            ref Entry entry = ref entries[i];
            if (entry.Number == number)
            {
                return entry.Slot;
            }

            if (entry.Number == Empty)
            {
                return -1;
            }
        }
    }

    /// <summary>Makes an object live; the number must not be live already.</summary>
    /// <returns>Its slot: the one freed last, or a new one.</returns>
    public int Add(long number)
    {
        int slot = _freeCount > 0 ? _free[--_freeCount] : SlotCount++;
        Put(number, slot);
        return slot;
    }

    /// <summary>Gives a live object's slot to another number, as realloc does.</summary>
    /// <returns>The slot, or -1 when <paramref name="old"/> is not live.</returns>
    public int Rename(long old, long number)
    {
        int slot = Take(old);
        if (slot >= 0)
        {
            Put(number, slot);
        }

        return slot;
    }

    /// <summary>Ends an object's life; its slot is the next to be handed out.</summary>
    /// <returns>The slot, or -1 when the object is not live.</returns>
    public int Remove(long number)
    {
        int slot = Take(number);
        if (slot >= 0)
        {
            if (_freeCount == _free.Length)
            {
                Array.Resize(ref _free, _freeCount + (_freeCount >> 1));
            }

            _free[_freeCount++] = slot;
        }

        return slot;
    }

    private static Entry[] NewTable(int length)
    {
        var table = GC.AllocateUninitializedArray<Entry>(length);
        Array.Fill(table, new Entry { Number = Empty });
        return table;
    }

    private static int LimitOf(int length) => (int)(length * 4L / 5);

    private static int HomeOf(long number, int length)
    {
        uint mixed = (uint)(((ulong)(number >> GroupBits) * 0x9E3779B97F4A7C15UL) >> 32);
        int group = (int)(((ulong)mixed * (uint)(length >> GroupBits)) >> 32);
        return (group << GroupBits) | (int)(number & (GroupSize - 1));
    }

    private static int Next(int i, int length) => ++i == length ? 0 : i;

    private void Put(long number, int slot)
    {
        if (Count == _limit)
        {
            Grow();
        }

        Entry[] entries = _entries;
        int i = HomeOf(number, entries.Length);
        while (entries[i].Number != Empty)
        {
            i = Next(i, entries.Length);
        }

        entries[i] = new Entry { Number = number, Slot = slot };
        Count++;
    }

    private int Take(long number)
    {
        Entry[] entries = _entries;
        int i = HomeOf(number, entries.Length);
        while (entries[i].Number != number)
        {
            if (entries[i].Number == Empty)
            {
                return -1;
            }

            i = Next(i, entries.Length);
        }

        int slot = entries[i].Slot;
        CloseGap(entries, i);
        Count--;
        return slot;
    }

    /// <summary>Moves later entries of the same cluster back, so that no tombstones are needed.</summary>
    private static void CloseGap(Entry[] entries, int gap)
    {
        int length = entries.Length;
        for (int i = Next(gap, length); entries[i].Number != Empty; i = Next(i, length))
        {
            int home = HomeOf(entries[i].Number, length);
            bool homeIsAfterGap = gap <= i ? home > gap && home <= i : home > gap || home <= i;
            if (!homeIsAfterGap)
            {
                entries[gap] = entries[i];
                gap = i;
            }
        }

        entries[gap].Number = Empty;
    }

    private void Grow()
    {
        Entry[] old = _entries;
        long length = (old.Length + (old.Length >> 1) + GroupSize - 1) & -GroupSize;
        _entries = NewTable(checked((int)length));
        _limit = LimitOf(_entries.Length);
        Count = 0;
        foreach (Entry entry in old)
        {
            if (entry.Number != Empty)
            {
                Put(entry.Number, entry.Slot);
            }
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Entry
    {
        public long Number;
        public int Slot;
    }
}
