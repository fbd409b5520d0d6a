using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>Valgrind's --trace-malloc=yes: "--PID-- call(arguments) = 0xPOINTER", among the program's own output and Valgrind's other lines, which are passed over. No threads, no time.</summary>
internal sealed class ValgrindImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "Valgrind --trace-malloc", hasTime: false, options)
{
    private ulong? _process;

    /// <inheritdoc/>
    protected override string Form => "'--PID-- malloc(SIZE) = 0xPOINTER'";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head) => Head.AnyLine(head, line => TryPrefix(line, out _, out ReadOnlySpan<byte> rest) && rest.IndexOf((byte)'(') > 0);

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        if (!TryPrefix(line, out ulong process, out ReadOnlySpan<byte> rest))
        {
            return true;
        }

        if (!CallText.TryParse(rest, out CallText call))
        {
            return rest.IndexOf((byte)'(') <= 0 || !IsFamily(rest[..rest.IndexOf((byte)'(')]);
        }

        if (process != (_process ??= process))
        {
            Repairs.Add(TraceFault.OtherProcess);
            return true;
        }

        if (CallBook.TryEnter(Book, 0, call, out TraceFault fault))
        {
            Report(fault);
            return true;
        }

        if (IsFamily(call.Name))
        {
            Repairs.Add(TraceFault.FailedCall); // Valgrind prints no result where there is none
        }

        return true;
    }

    private static bool IsFamily(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("malloc"u8) || name.SequenceEqual("calloc"u8) || name.SequenceEqual("realloc"u8) || name.SequenceEqual("free"u8) || name.SequenceEqual("memalign"u8);

    private static bool TryPrefix(ReadOnlySpan<byte> line, out ulong process, out ReadOnlySpan<byte> rest)
    {
        process = 0;
        rest = default;
        if (!line.StartsWith("--"u8))
        {
            return false;
        }

        int end = line[2..].IndexOf("-- "u8);
        if (end <= 0 || !new TextLine(line.Slice(2, end)).TryUInt64(out process))
        {
            return false;
        }

        rest = line[(end + 5)..];
        return true;
    }
}
