namespace AllocSim.Workloads.Statistics;

/// <summary>What is kept of each live object, by slot.</summary>
internal sealed class LiveObjects
{
    private Entry[] _entries = new Entry[1024];

    /// <summary>Notes a new object.</summary>
    public void Set(int slot, ulong size, long birthNs, ulong birthBytes, int thread, int stack)
    {
        if (slot >= _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(slot + 1, _entries.Length * 2));
        }

        _entries[slot] = new Entry { Size = size, BirthNs = birthNs, BirthBytes = birthBytes, Thread = thread, Stack = stack };
    }

    /// <summary>Requested bytes.</summary>
    public ulong SizeOf(int slot) => _entries[slot].Size;

    /// <summary>Time of the allocation.</summary>
    public long BirthNs(int slot) => _entries[slot].BirthNs;

    /// <summary>Bytes that had been requested in all when it was allocated.</summary>
    public ulong BirthBytes(int slot) => _entries[slot].BirthBytes;

    /// <summary>The allocating thread.</summary>
    public int ThreadOf(int slot) => _entries[slot].Thread;

    /// <summary>Number of the allocating call stack, or 0.</summary>
    public int StackOf(int slot) => _entries[slot].Stack;

    private struct Entry
    {
        public ulong Size;
        public long BirthNs;
        public ulong BirthBytes;
        public int Thread;
        public int Stack;
    }
}
