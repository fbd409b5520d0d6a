using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>RAPIDS RMM's log: a CSV table Thread,Time,Action,Pointer,Size,Stream with times HH:MM:SS:µs and actions allocate, free, allocate failure.</summary>
internal sealed class RmmImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "RMM log", hasTime: true, options)
{
    private const long DayNs = 86_400_000_000_000;

    private long _lastNs;
    private long _dayNs;

    /// <inheritdoc/>
    protected override string Form => "'THREAD,HH:MM:SS:MICROSECONDS,allocate|free|allocate failure,POINTER,SIZE,STREAM'";

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head) => head.StartsWith("Thread,Time,Action,Pointer,Size,Stream"u8);

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("Thread,"u8))
        {
            return true;
        }

        string[] fields = Encoding.ASCII.GetString(line).Split(',', 7);
        if (fields.Length != 6 || !TryNumber(fields[0], out ulong thread) || !TryTime(fields[1], out long time)
            || !CallText.TryNumber(Encoding.ASCII.GetBytes(fields[3]), out ulong pointer) || !TryNumber(fields[4], out ulong size))
        {
            return false;
        }

        Book.At(time);
        switch (fields[2])
        {
            case "allocate":
                Report(Book.Allocate(OperationKind.Malloc, (long)(thread & long.MaxValue), pointer, size));
                return true;
            case "free":
                Report(Book.Free((long)(thread & long.MaxValue), pointer));
                return true;
            case "allocate failure":
                Repairs.Add(TraceFault.FailedCall);
                return true;
            default:
                return false;
        }
    }

    private static bool TryNumber(string text, out ulong value)
    {
        var line = new TextLine(Encoding.ASCII.GetBytes(text));
        return line.TryUInt64(out value) && line.AtEnd();
    }

    /// <summary>The time of day; past midnight it goes on.</summary>
    private bool TryTime(string text, out long timeNs)
    {
        timeNs = 0;
        string[] parts = text.Split(':', '.');
        if (parts.Length != 4 || !TryNumber(parts[0], out ulong h) || !TryNumber(parts[1], out ulong m) || !TryNumber(parts[2], out ulong s) || !TryNumber(parts[3], out ulong us)
            || h > 23 || m > 59 || s > 60 || us > 999_999)
        {
            return false;
        }

        long inDay = ((long)(h * 3600 + m * 60 + s) * 1_000_000 + (long)us) * 1_000;
        if (inDay + DayNs / 2 < _lastNs)
        {
            _dayNs += DayNs;
        }

        _lastNs = inDay;
        timeNs = _dayNs + inDay;
        return true;
    }
}
