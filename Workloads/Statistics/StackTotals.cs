namespace AllocSim.Workloads.Statistics;

/// <summary>Live bytes by call stack, now and at the latest peak of all live bytes.</summary>
/// <remarks>A peak costs nothing: what a stack had then is kept when it changes for the first time after it.</remarks>
public sealed class StackTotals
{
    private Entry[] _entries = new Entry[64];
    private long _peaks;

    /// <summary>Calls that made an object and have a call stack.</summary>
    public long Calls { get; private set; }

    /// <summary>An object was made.</summary>
    /// <param name="stack">Number of its call stack, from 1.</param>
    /// <param name="bytes">Its size.</param>
    public void Add(int stack, ulong bytes)
    {
        if (stack >= _entries.Length)
        {
            Array.Resize(ref _entries, Math.Max(stack + 1, _entries.Length * 2));
        }

        Calls++;
        _entries[stack].Calls++;
        Open(stack).LiveBytes += bytes;
    }

    /// <summary>An object that was made there died.</summary>
    public void Remove(int stack, ulong bytes) => Open(stack).LiveBytes -= bytes;

    /// <summary>More bytes live now than ever before.</summary>
    public void NotePeak() => _peaks++;

    /// <summary>Calls from a stack.</summary>
    public long CallsOf(int stack) => (uint)stack < (uint)_entries.Length ? _entries[stack].Calls : 0;

    /// <summary>Bytes of a stack's objects that lived at the peak.</summary>
    public ulong PeakBytesOf(int stack)
    {
        Entry entry = (uint)stack < (uint)_entries.Length ? _entries[stack] : default;
        return entry.Peak == _peaks ? entry.PeakBytes : entry.LiveBytes;
    }

    private ref Entry Open(int stack)
    {
        ref Entry entry = ref _entries[stack];
        if (entry.Peak != _peaks)
        {
            entry.Peak = _peaks;
            entry.PeakBytes = entry.LiveBytes;
        }

        return ref entry;
    }

    private struct Entry
    {
        public ulong LiveBytes;
        public ulong PeakBytes;
        public long Peak;
        public long Calls;
    }
}
