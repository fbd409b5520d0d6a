using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sinks;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>
/// The CSV landing form for all other tools: a header line "ts_ns,tid,op,ptr,old,size,align", then a row a call. op is malloc, calloc (align holds the count),
/// memalign, posix_memalign, aligned_alloc, realloc (old is the pointer passed), free, sdallocx or thread_exit, and the C++ operators new and delete. Fields that a call lacks stay empty.
/// Where ts_ns is empty throughout, the trace has no time.
/// </summary>
internal sealed class CsvImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "CSV", hasTime: false, options)
{
    /// <inheritdoc/>
    protected override string Form => $"'{CsvSink.HeaderLine}'";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head) => Head.FirstLine(head).StartsWith("ts_ns,tid,op,ptr"u8);

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        if (line[0] == '#' || line.StartsWith("ts_ns,"u8))
        {
            return true;
        }

        string[] fields = Encoding.ASCII.GetString(line).Split(',', 8);
        if (fields.Length is < 4 or > 7 || !TryField(fields, 0, out ulong time) || !TryField(fields, 1, out ulong thread) || !TryField(fields, 3, out ulong pointer)
            || !TryField(fields, 4, out ulong old) || !TryField(fields, 5, out ulong size) || !TryField(fields, 6, out ulong align) || time > long.MaxValue || thread > long.MaxValue)
        {
            return false;
        }

        if (fields[0].Length > 0)
        {
            HasTime = true;
            Book.At((long)time);
        }

        return TryEnter(fields[2], (long)thread, pointer, old, size, align);
    }

    private static bool TryField(string[] fields, int at, out ulong value)
    {
        value = 0;
        return at >= fields.Length || fields[at].Trim().Length == 0 || CallText.TryNumber(Encoding.ASCII.GetBytes(fields[at]), out value);
    }

    private bool TryEnter(string call, long thread, ulong pointer, ulong old, ulong size, ulong align)
    {
        switch (call)
        {
            case "malloc" or "new":
                Report(Book.Allocate(OperationKind.Malloc, thread, pointer, size));
                return true;
            case "mallocx":
                Report(align > 0 ? Book.Allocate(OperationKind.Memalign, thread, pointer, size, align) : Book.Allocate(OperationKind.Malloc, thread, pointer, size));
                return true;
            case "calloc":
                Report(Book.Allocate(OperationKind.Calloc, thread, pointer, size, align == 0 ? 1 : align));
                return true;
            case "memalign" or "posix_memalign":
                Report(Book.Allocate(OperationKind.Memalign, thread, pointer, size, align));
                return true;
            case "aligned_alloc":
                Report(Book.Allocate(OperationKind.AlignedAlloc, thread, pointer, size, align));
                return true;
            case "realloc" or "rallocx":
                Report(Book.Reallocate(thread, old, pointer, size));
                return true;
            case "free" or "delete" or "dallocx" or "sdallocx":
                Report(Book.Free(thread, pointer));
                return true;
            case "thread_exit":
                Report(Book.Exit(thread));
                return true;
            default:
                return false;
        }
    }
}
