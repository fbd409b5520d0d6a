using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats.Profilers;

/// <summary>
/// The records of a memray file as its parse command prints them: "ALLOCATION address=0x… size=N allocator=malloc …", with the thread said by CONTEXT_SWITCH and time by MEMORY_RECORD, about
/// every 10 ms; calls between two of them are a declared step apart. Python's functions are the call stacks. memray writes a realloc as a free and an allocation by realloc: the two are put
/// together again. Calls of Python's own allocator (--trace-python-allocators) are taken as calls of malloc's. Alignments and calloc's count are not told; mmap is passed over.
/// </summary>
internal sealed class MemrayImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "memray parse", hasTime: true, options)
{
    private const ulong PageBytes = 4096;

    private readonly MemrayStacks _stacks = new();
    private readonly List<(long Thread, ulong Address)> _freed = [];
    private long _thread;

    /// <inheritdoc/>
    protected override string Form => "'ALLOCATION address=0xADDRESS size=BYTES allocator=NAME native_frame_id=N' or another record, as memray parse prints it";

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<string>> CallStacks => _stacks.Named;

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head) => Head.FirstLine(head).StartsWith("HEADER magic=memray"u8);

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        int space = line.IndexOf((byte)' ');
        ReadOnlySpan<byte> word = space < 0 ? line : line[..space];
        ReadOnlySpan<byte> fields = space < 0 ? default : line[space..];
        switch (word)
        {
            case var _ when word.SequenceEqual("ALLOCATION"u8):
                return TryAllocation(fields);
            case var _ when word.SequenceEqual("FRAME_PUSH"u8):
                return TryNumber(fields, "code_object_id"u8, out ulong code) && _stacks.TryPush(_thread, code);
            case var _ when word.SequenceEqual("FRAME_POP"u8):
                return TryNumber(fields, "count"u8, out ulong count) && _stacks.TryPop(_thread, count);
            case var _ when word.SequenceEqual("CONTEXT_SWITCH"u8):
                return TryNumber(fields, "tid"u8, out ulong thread) && Switch(thread);
            case var _ when word.SequenceEqual("MEMORY_RECORD"u8):
                return TryNumber(fields, "time"u8, out ulong ms) && Stamp(ms);
            case var _ when word.SequenceEqual("CODE_OBJECT"u8):
                return TryNumber(fields, "code_id"u8, out ulong id) && _stacks.TryName(id, Between(fields, " function_name="u8, " filename="u8), Between(fields, " filename="u8, " firstlineno="u8));
            case var _ when word.SequenceEqual("HEADER"u8):
                return TryHeader(fields);
            default:
                return word.SequenceEqual("NATIVE_FRAME_ID"u8) || word.SequenceEqual("MEMORY_MAP_START"u8) || word.SequenceEqual("SEGMENT_HEADER"u8) || word.SequenceEqual("SEGMENT"u8)
                    || word.SequenceEqual("THREAD"u8) || word.SequenceEqual("OBJECT_RECORD"u8) || word.SequenceEqual("TRAILER"u8);
        }
    }

    /// <inheritdoc/>
    protected override void AtEnd()
    {
        foreach ((long thread, ulong address) in _freed)
        {
            Report(Book.Free(thread, address));
        }

        _freed.Clear();
    }

    private static ReadOnlySpan<byte> Between(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> before, ReadOnlySpan<byte> behind)
    {
        int start = fields.IndexOf(before);
        ReadOnlySpan<byte> rest = start < 0 ? default : fields[(start + before.Length)..];
        int end = rest.LastIndexOf(behind);
        return end < 0 ? rest : rest[..end];
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> name)
    {
        TextLine words = new(fields);
        while (words.TryWord(out ReadOnlySpan<byte> word))
        {
            if (word.Length > name.Length && word.StartsWith(name) && word[name.Length] == '=')
            {
                return word[(name.Length + 1)..];
            }
        }

        return default;
    }

    private static bool TryNumber(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> name, out ulong value) => CallText.TryNumber(Field(fields, name), out value);

    private bool TryHeader(ReadOnlySpan<byte> fields)
    {
        if (Field(fields, "file_format"u8).SequenceEqual("AGGREGATED_ALLOCATIONS"u8))
        {
            throw new TraceFormatException($"{Place}: the recording was made with --aggregate, so that it has sums and no single allocations; needed is one made without it");
        }

        Command = Encoding.UTF8.GetString(Between(fields, " command_line="u8, " python_allocator="u8));
        return TryNumber(fields, "main_tid"u8, out ulong thread) && Switch(thread) && TryNumber(fields, "start_time"u8, out ulong ms) && Stamp(ms);
    }

    private bool Switch(ulong thread)
    {
        _thread = (long)(thread & long.MaxValue);
        return true;
    }

    private bool Stamp(ulong milliseconds)
    {
        if (milliseconds > long.MaxValue / 1_000_000)
        {
            return false;
        }

        Book.From((long)milliseconds * 1_000_000);
        return true;
    }

    private bool TryAllocation(ReadOnlySpan<byte> fields)
    {
        if (!TryNumber(fields, "address"u8, out ulong address) || !TryNumber(fields, "size"u8, out ulong size))
        {
            return false;
        }

        ReadOnlySpan<byte> call = Field(fields, "allocator"u8);
        call = call.StartsWith("pymalloc_"u8) ? call["pymalloc_".Length..] : call;
        CallStack = _stacks.NumberOf(_thread);
        switch (call)
        {
            case var _ when call.SequenceEqual("free"u8):
                EndFree(address: 0);
                _freed.Add((_thread, address));
                return true;
            case var _ when call.SequenceEqual("realloc"u8):
                ulong old = TakeOld(address);
                Report(Book.Reallocate(_thread, old, address, size == 0 ? 1 : size)); // memray tells only of a realloc that gave memory
                return true;
            case var _ when call.SequenceEqual("malloc"u8) || call.SequenceEqual("calloc"u8) || call.SequenceEqual("posix_memalign"u8) || call.SequenceEqual("aligned_alloc"u8) || call.SequenceEqual("memalign"u8):
                EndFree(address);
                Report(Book.Allocate(OperationKind.Malloc, _thread, address, size));
                return true;
            case var _ when call.SequenceEqual("valloc"u8) || call.SequenceEqual("pvalloc"u8):
                EndFree(address);
                Report(Book.Allocate(OperationKind.Memalign, _thread, address, size, PageBytes));
                return true;
            default:
                return call.SequenceEqual("mmap"u8) || call.SequenceEqual("munmap"u8);
        }
    }

    /// <summary>What this thread freed last was a free of its own after all, and so was what another thread freed at this address.</summary>
    private void EndFree(ulong address)
    {
        for (int i = _freed.Count - 1; i >= 0; i--)
        {
            if (_freed[i].Thread == _thread || _freed[i].Address == address)
            {
                (long thread, ulong freed) = _freed[i];
                _freed.RemoveAt(i);
                Report(Book.Free(thread, freed));
            }
        }
    }

    /// <summary>The object that this thread's realloc was passed: the one freed right before. 0 for none.</summary>
    private ulong TakeOld(ulong address)
    {
        int at = _freed.FindIndex(free => free.Thread == _thread);
        ulong old = at < 0 ? 0 : _freed[at].Address;
        if (at >= 0)
        {
            _freed.RemoveAt(at);
        }

        EndFree(address);
        return old;
    }
}
