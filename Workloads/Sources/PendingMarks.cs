using System.Collections;

namespace AllocSim.Workloads.Sources;

/// <summary>Marks on their way: those that a source has come upon and nobody has taken yet, in the order of the trace.</summary>
public sealed class PendingMarks : IReadOnlyCollection<TraceMark>
{
    /// <summary>Most marks that wait, a long text counting as several, so that no file can fill the memory with them.</summary>
    private const int EntriesMax = 1 << 20;

    private const int TextPerEntry = 64;

    private readonly Queue<TraceMark> _marks = new();
    private int _entries;

    /// <inheritdoc/>
    public int Count => _marks.Count;

    /// <summary>Adds a mark at the end; one for which there is no room is dropped.</summary>
    public void Add(TraceMark mark)
    {
        int entries = Entries(mark);
        if (_entries <= EntriesMax - entries)
        {
            _entries += entries;
            _marks.Enqueue(mark);
        }
    }

    /// <summary>Takes the next mark when it stands before an operation, or before one in front of it.</summary>
    /// <param name="index">Index of the operation; <see cref="long.MaxValue"/> takes any mark.</param>
    /// <param name="mark">The mark.</param>
    /// <returns>False when there is none.</returns>
    public bool TryTake(long index, out TraceMark mark)
    {
        if (!_marks.TryPeek(out mark!) || mark.Index > index)
        {
            return false;
        }

        _entries -= Entries(_marks.Dequeue());
        return true;
    }

    /// <inheritdoc/>
    public IEnumerator<TraceMark> GetEnumerator() => _marks.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static int Entries(TraceMark mark) => 1 + mark.Text.Length / TextPerEntry;
}
