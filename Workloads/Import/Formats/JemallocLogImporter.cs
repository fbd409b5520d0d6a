using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>
/// jemalloc's debug log (--enable-log): "core.malloc.entry: size: 24" and later "core.malloc.exit: result: 0x…". Carries neither threads nor time,
/// so calls of two threads that overlap cannot be told apart: an entry before the last call's exit is a fault.
/// </summary>
internal sealed class JemallocLogImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "jemalloc log", hasTime: false, options)
{
    private readonly Dictionary<string, ulong> _arguments = new(StringComparer.Ordinal);
    private string _call = "";

    /// <inheritdoc/>
    protected override string Form => "'core.malloc.entry: size: SIZE' or 'core.malloc.exit: result: POINTER'";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head) =>
        Head.AnyLine(head, line => line.AsSpan().StartsWith("core."u8) && (line.AsSpan().IndexOf(".entry"u8) > 0 || line.AsSpan().IndexOf(".exit"u8) > 0));

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        ReadOnlySpan<byte> segment = colon < 0 ? line : line[..colon];
        if (!segment.StartsWith("core."u8))
        {
            return !segment.IsEmpty && segment[0] is >= (byte)'a' and <= (byte)'z'; // segments of other parts of the library
        }

        ReadOnlySpan<byte> fields = colon < 0 ? default : line[(colon + 1)..];
        segment = segment["core.".Length..];
        if (segment.EndsWith(".entry"u8))
        {
            return TryEntry(Encoding.ASCII.GetString(segment[..^".entry".Length]), fields);
        }

        return !segment.EndsWith(".exit"u8) || TryExit(Encoding.ASCII.GetString(segment[..^".exit".Length]), fields);
    }

    private static bool TryFields(ReadOnlySpan<byte> text, Dictionary<string, ulong> fields)
    {
        foreach (Range range in text.Split((byte)','))
        {
            ReadOnlySpan<byte> field = text[range];
            int colon = field.IndexOf((byte)':');
            if (colon < 0)
            {
                if (field.Trim((byte)' ').IsEmpty)
                {
                    continue;
                }

                return false;
            }

            if (!CallText.TryNumber(field[(colon + 1)..], out ulong value) || fields.Count >= 8)
            {
                return false;
            }

            fields[Encoding.ASCII.GetString(field[..colon].Trim((byte)' '))] = value;
        }

        return true;
    }

    private bool TryEntry(string call, ReadOnlySpan<byte> text)
    {
        if (_call.Length > 0)
        {
            Report(TraceFault.Ambiguous, $"core.{call} begins before core.{_call} has ended: calls of several threads cannot be told apart; a log of one thread is needed");
        }

        _arguments.Clear();
        _call = call;
        return TryFields(text, _arguments);
    }

    private bool TryExit(string call, ReadOnlySpan<byte> text)
    {
        if (_call != call)
        {
            Report(TraceFault.Ambiguous, $"core.{call} ends without having begun: calls of several threads cannot be told apart; a log of one thread is needed");
            return true;
        }

        _call = "";
        return TryFields(text, _arguments) && Enter(call);
    }

    private bool Enter(string call)
    {
        ulong result = Get("result"), size = Get("size"), pointer = Get("ptr"), alignment = Get("alignment");
        Report(call switch
        {
            "malloc" or "mallocx" => Book.Allocate(OperationKind.Malloc, 0, result, size),
            "calloc" => Book.Allocate(OperationKind.Calloc, 0, result, size, _arguments.TryGetValue("num", out ulong count) ? count : 1),
            "posix_memalign" => Book.Allocate(OperationKind.Memalign, 0, _arguments.TryGetValue("alloc ptr", out ulong made) ? made : result, size, alignment),
            "memalign" => Book.Allocate(OperationKind.Memalign, 0, result, size, alignment),
            "aligned_alloc" => Book.Allocate(OperationKind.AlignedAlloc, 0, result, size, alignment),
            "valloc" => Book.Allocate(OperationKind.Memalign, 0, result, size, 4096),
            "realloc" or "rallocx" => Book.Reallocate(0, pointer, result, size),
            "free" or "dallocx" or "sdallocx" => Book.Free(0, pointer),
            _ => TraceFault.None,
        });
        return true;
    }

    private ulong Get(string name) => _arguments.GetValueOrDefault(name);
}
