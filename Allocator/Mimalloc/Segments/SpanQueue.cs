namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>A thread's free spans of about one length.</summary>
/// <remarks>mimalloc 2.0.9, `src/segment.c` mi_span_queue_push and mi_span_queue_delete.</remarks>
internal sealed class SpanQueue
{
    /// <summary>The first one.</summary>
    public Slice? First { get; private set; }

    /// <summary>The last one.</summary>
    public Slice? Last { get; private set; }

    /// <summary>Puts a span at the front and marks it free.</summary>
    public void Push(Slice span)
    {
        span.Previous = null;
        span.Next = First;
        if (First is not null)
        {
            First.Previous = span;
        }
        else
        {
            Last = span;
        }

        First = span;
        span.BlockField = 0;
    }

    /// <summary>Takes a span out and marks it as no longer free; harmless for one that is in no queue.</summary>
    public void Delete(Slice span)
    {
        if (span.Previous is not null)
        {
            span.Previous.Next = span.Next;
        }

        if (ReferenceEquals(span, First))
        {
            First = span.Next;
        }

        if (span.Next is not null)
        {
            span.Next.Previous = span.Previous;
        }

        if (ReferenceEquals(span, Last))
        {
            Last = span.Previous;
        }

        span.Previous = null;
        span.Next = null;
        span.BlockField = 1;
    }
}
