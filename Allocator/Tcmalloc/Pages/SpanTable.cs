using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Allocator.Tcmalloc.Sources;

namespace AllocSim.Allocator.Tcmalloc.Pages;

/// <summary>All spans by number, and the circular lists that they are on.</summary>
/// <remarks>
/// Numbers from 1 to <see cref="HeadCount"/> are heads of lists, which the library keeps in its own data; those beyond are records in its metadata. 0 is no span.
/// </remarks>
internal sealed class SpanTable
{
    /// <summary>How many heads there are: two for each length that has lists of its own, two for each size class.</summary>
    public const int HeadCount = (2 * LengthsMax) + (2 * SizeMap.ClassesMax);

    /// <summary>Spans up to so many pages are on lists by length. (kMaxPages)</summary>
    public const int LengthsMax = 1 << (20 - SizeMap.PageShift);

    private readonly RecordPool _records;
    private PageSpan[] _spans = new PageSpan[HeadCount + 1024];

    /// <summary>Makes a table without spans, its lists empty.</summary>
    public SpanTable(RecordPool records)
    {
        _records = records;
        for (int head = 1; head <= HeadCount; head++)
        {
            _spans[head].Next = head;
            _spans[head].Previous = head;
        }
    }

    /// <summary>Records in use; two of them never become spans. (span_allocator()->inuse())</summary>
    public int InUse => _records.InUse;

    /// <summary>Numbers up to this one may be spans.</summary>
    public int Last => HeadCount + _records.Cut;

    /// <summary>A span.</summary>
    public ref PageSpan this[int span] => ref _spans[span];

    /// <summary>Head of the list of free spans of a length.</summary>
    /// <param name="length">1 to <see cref="LengthsMax"/>.</param>
    /// <param name="location">Normal or returned.</param>
    public static int LengthHead(ulong length, SpanLocation location) => (2 * (int)length) - (location == SpanLocation.Normal ? 1 : 0);

    /// <summary>Head of a size class's list of spans with objects to hand out.</summary>
    public static int NonemptyHead(int sizeClass) => (2 * LengthsMax) + (2 * sizeClass) + 1;

    /// <summary>Head of a size class's list of spans without such objects.</summary>
    public static int EmptyHead(int sizeClass) => (2 * LengthsMax) + (2 * sizeClass) + 2;

    /// <summary>Takes the first piece of records, and two of them out of use: they keep the first spans from sharing cache lines with each other's.</summary>
    public void Start()
    {
        _records.Start();
        _ = _records.New();
        _ = _records.New();
    }

    /// <summary>Makes a span in use. (NewSpan)</summary>
    public int New(ulong start, ulong length)
    {
        int record = _records.New();
        _records.Touch(record);
        int span = HeadCount + 1 + record;
        if (span >= _spans.Length)
        {
            Array.Resize(ref _spans, _spans.Length * 2);
        }

        _spans[span] = new PageSpan { Start = start, Length = length };
        return span;
    }

    /// <summary>Forgets a span. (DeleteSpan)</summary>
    public void Delete(int span)
    {
        _spans[span].Length = 0;
        _records.Delete(span - HeadCount - 1);
    }

    /// <summary>Whether a list is empty.</summary>
    public bool IsEmpty(int head) => _spans[head].Next == head;

    /// <summary>The first span of a list; its head for an empty one.</summary>
    public int First(int head) => _spans[head].Next;

    /// <summary>The last span of a list.</summary>
    public int LastOf(int head) => _spans[head].Previous;

    /// <summary>Puts a span first on a list.</summary>
    public void Prepend(int head, int span)
    {
        int next = _spans[head].Next;
        _spans[span].Next = next;
        _spans[span].Previous = head;
        _spans[next].Previous = span;
        _spans[head].Next = span;
    }

    /// <summary>Takes a span off its list.</summary>
    public void Remove(int span)
    {
        int next = _spans[span].Next;
        int previous = _spans[span].Previous;
        _spans[previous].Next = next;
        _spans[next].Previous = previous;
        _spans[span].Next = 0;
        _spans[span].Previous = 0;
    }

    /// <summary>Spans on a list.</summary>
    public int Count(int head)
    {
        int count = 0;
        for (int span = _spans[head].Next; span != head; span = _spans[span].Next)
        {
            count++;
        }

        return count;
    }
}
