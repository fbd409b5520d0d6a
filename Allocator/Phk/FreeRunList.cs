namespace AllocSim.Allocator.Phk;

/// <summary>The free runs in address order, and the records that are in nobody's use. (free_list)</summary>
internal sealed class FreeRunList
{
    /// <summary>No run.</summary>
    public const int None = -1;

    private FreeRunRecord[] _records = new FreeRunRecord[64];
    private int _unused = None;
    private int _made;

    /// <summary>The run with the lowest address, or <see cref="None"/>.</summary>
    public int First { get; private set; } = None;

    /// <summary>A run.</summary>
    public ref FreeRunRecord this[int run] => ref _records[run];

    /// <summary>A number for a record.</summary>
    /// <param name="address">Where the record lies.</param>
    public int Make(ulong address)
    {
        int run = _unused;
        if (run != None)
        {
            _unused = _records[run].Next;
        }
        else
        {
            run = _made++;
            if (run == _records.Length)
            {
                Array.Resize(ref _records, run * 2);
            }
        }

        _records[run].Address = address;
        return run;
    }

    /// <summary>The record is gone.</summary>
    public void Drop(int run)
    {
        _records[run].Next = _unused;
        _unused = run;
    }

    /// <summary>Takes a run out of the list.</summary>
    public void Unlink(int run)
    {
        FreeRunRecord record = _records[run];
        if (record.Next != None)
        {
            _records[record.Next].Previous = record.Previous;
        }

        SetNext(record.Previous, record.Next);
    }

    /// <summary>Puts a run into the list.</summary>
    /// <param name="run">The run.</param>
    /// <param name="previous">The one to put it behind; <see cref="None"/> to make it the first.</param>
    public void InsertAfter(int run, int previous)
    {
        int next = previous == None ? First : _records[previous].Next;
        _records[run].Previous = previous;
        _records[run].Next = next;
        if (next != None)
        {
            _records[next].Previous = run;
        }

        SetNext(previous, run);
    }

    private void SetNext(int run, int next)
    {
        if (run == None)
        {
            First = next;
        }
        else
        {
            _records[run].Next = next;
        }
    }
}
