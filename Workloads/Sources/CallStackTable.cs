using System.Collections;

namespace AllocSim.Workloads.Sources;

/// <summary>The call stacks of a trace, each a list of texts that name frames, innermost first. One thread may add while others read.</summary>
/// <remarks>An operation refers to the entry at index i by the number i + 1. A text that many stacks have is kept once.</remarks>
internal sealed class CallStackTable : IReadOnlyList<IReadOnlyList<string>>
{
    /// <summary>Most stacks and frames together, so that no file can fill the memory with them.</summary>
    private const int EntriesMax = 1 << 24;

    private readonly Dictionary<string, string> _frames = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<string>[] _stacks = [];
    private volatile int _count;
    private int _entries;

    /// <inheritdoc/>
    public int Count => _count;

    /// <summary>Whether there is no room for another one.</summary>
    public bool IsFull => _entries >= EntriesMax;

    /// <inheritdoc/>
    public IReadOnlyList<string> this[int index] => index < _count ? _stacks[index] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Adds a stack.</summary>
    /// <returns>Its number, from 1; 0 when there is no room for it, or for one before it.</returns>
    public int Add(IReadOnlyList<string> frames)
    {
        _entries += Math.Min(frames.Count, EntriesMax) + 1;
        if (_entries > EntriesMax)
        {
            _entries = EntriesMax;
            return 0;
        }

        string[] kept = frames.Count == 0 ? [] : new string[frames.Count];
        for (int i = 0; i < kept.Length; i++)
        {
            kept[i] = _frames.TryGetValue(frames[i], out string? known) ? known : frames[i];
            _frames[kept[i]] = kept[i];
        }

        int count = _count;
        if (count == _stacks.Length)
        {
            var larger = new IReadOnlyList<string>[Math.Max(64, count * 2)];
            _stacks.CopyTo(larger, 0);
            _stacks = larger;
        }

        _stacks[count] = kept;
        return _count = count + 1;
    }

    /// <inheritdoc/>
    public IEnumerator<IReadOnlyList<string>> GetEnumerator()
    {
        for (int i = 0; i < _count; i++)
        {
            yield return _stacks[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
