using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>Android's record_allocs: "THREAD: call POINTER arguments [START_NS END_NS]", and "THREAD: thread_done 0x0 [END_NS]". realloc names the new pointer first. Newer recordings carry time.</summary>
internal sealed class AndroidImporter(Stream stream, string name, TraceReadOptions options)
    : LineImporter(stream, name, "Android record_allocs", hasTime: false, options)
{
    /// <summary>Pointers of newer devices carry a tag in their upper byte.</summary>
    private const ulong TagMask = 0x00FF_FFFF_FFFF_FFFF;

    /// <inheritdoc/>
    protected override string Form => "'THREAD: malloc POINTER SIZE [START_NS END_NS]'";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head)
    {
        var line = new TextLine(Head.FirstLine(head));
        return line.TryWord(out ReadOnlySpan<byte> thread) && thread.Length > 1 && thread[^1] == ':' && IsNumber(thread[..^1])
            && line.TryWord(out ReadOnlySpan<byte> call) && ArgumentsOf(call) >= 0;
    }

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        var fields = new TextLine(line);
        if (!fields.TryWord(out ReadOnlySpan<byte> word) || word.Length < 2 || word[^1] != ':')
        {
            return false;
        }

        var threadField = new TextLine(word[..^1]);
        if (!threadField.TryInt64(out long thread) || !threadField.AtEnd() || !fields.TryWord(out ReadOnlySpan<byte> call) || !fields.TryPrefixed(out ulong pointer))
        {
            return false;
        }

        ulong first = 0, second = 0;
        int count = ArgumentsOf(call);
        if (count < 0 || (count > 0 && !fields.TryPrefixed(out first)) || (count > 1 && !fields.TryPrefixed(out second)))
        {
            return false;
        }

        if (!fields.AtEnd())
        {
            // The end of a thread has one time, every call two.
            if (!fields.TryInt64(out long start) || (!fields.AtEnd() && !fields.TryInt64(out _)) || !fields.AtEnd())
            {
                return false;
            }

            HasTime = true;
            Book.At(start);
        }

        Enter(call, thread, pointer & TagMask, first, second);
        return true;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>How many numbers follow the pointer; -1 where the word is no call.</summary>
    private static int ArgumentsOf(ReadOnlySpan<byte> call) =>
        call.SequenceEqual("malloc"u8) ? 1
        : call.SequenceEqual("free"u8) || call.SequenceEqual("thread_done"u8) ? 0
        : call.SequenceEqual("calloc"u8) || call.SequenceEqual("realloc"u8) || call.SequenceEqual("memalign"u8) ? 2
        : -1;

    private void Enter(ReadOnlySpan<byte> call, long thread, ulong pointer, ulong first, ulong second) => Report(call[0] switch
    {
        (byte)'f' => Book.Free(thread, pointer),
        (byte)'t' => Book.Exit(thread),
        (byte)'c' => Book.Allocate(OperationKind.Calloc, thread, pointer, second, first),
        (byte)'r' => Book.Reallocate(thread, first & TagMask, pointer, second),
        _ when call.Length == 8 => Book.Allocate(OperationKind.Memalign, thread, pointer, second, first),
        _ => Book.Allocate(OperationKind.Malloc, thread, pointer, first),
    });
}
