using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>wee_alloc's traces: "Alloc(SIZE)," makes the next index, counted from 0; "Free(INDEX)," frees it. No threads, no time.</summary>
internal sealed class WeeAllocImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "wee_alloc", hasTime: false, options)
{
    private ulong _next = 1;

    /// <inheritdoc/>
    protected override string Form => "'Alloc(SIZE),' or 'Free(INDEX),'";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head) => Head.AnyLine(head, line => line.AsSpan().TrimStart(" \t"u8).StartsWith("Alloc("u8));

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        line = line.Trim(" \t,"u8);
        bool isAlloc = line.StartsWith("Alloc("u8), isFree = line.StartsWith("Free("u8);
        if (!isAlloc && !isFree)
        {
            return line.IsEmpty || line[0] is (byte)'[' or (byte)']' || line.StartsWith("//"u8); // the brackets of the list, and comments
        }

        if (line[^1] != ')' || !CallText.TryNumber(line[(isAlloc ? 6 : 5)..^1], out ulong value) || value >= ulong.MaxValue - 1)
        {
            return false;
        }

        Report(isAlloc ? Book.Allocate(OperationKind.Malloc, 0, _next++, value) : Book.Free(0, value + 1));
        return true;
    }
}
