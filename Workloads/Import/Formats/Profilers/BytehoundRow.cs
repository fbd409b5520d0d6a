using System.Globalization;
using System.Text.Json;

namespace AllocSim.Workloads.Import.Formats.Profilers;

/// <summary>An allocation in bytehound's list.</summary>
internal sealed class BytehoundRow
{
    private const long NsPerSecond = 1_000_000_000;
    private const long SecondsMax = long.MaxValue / NsPerSecond - 1;
    private const int FramesMax = 256;

    /// <summary>Where it lies.</summary>
    public ulong Address { get; private init; }

    /// <summary>Bytes asked for.</summary>
    public ulong Size { get; private init; }

    /// <summary>Who made it.</summary>
    public long Thread { get; private init; }

    /// <summary>When, nanoseconds.</summary>
    public long AtNs { get; private init; }

    /// <summary>When it was freed or moved, nanoseconds; -1 for never.</summary>
    public long FreedNs { get; private init; } = -1;

    /// <summary>Who freed it.</summary>
    public long FreedBy { get; private init; }

    /// <summary>How many reallocs came before it.</summary>
    public long InChain { get; private init; }

    /// <summary>How many allocations its chain of reallocs has.</summary>
    public long ChainLength { get; private init; }

    /// <summary>Its call stack, innermost first.</summary>
    public IReadOnlyList<string> Frames { get; private init; } = [];

    /// <summary>Reads an element of the list.</summary>
    /// <returns>Null when it lacks something.</returns>
    public static BytehoundRow? TryRead(in JsonElement element)
    {
        try
        {
            return Read(element);
        }
        catch (InvalidOperationException)
        {
            return null; // a name or a text in it is not UTF-8
        }
    }

    private static BytehoundRow? Read(in JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !TryNumber(element, "address", out ulong address) || !TryNumber(element, "size", out ulong size) || !TryNumber(element, "thread", out ulong thread) || !TryTime(element, out long ns))
        {
            return null;
        }

        long freedNs = -1;
        ulong freedBy = 0;
        if (element.TryGetProperty("deallocation", out JsonElement end) && end.ValueKind != JsonValueKind.Null
            && (end.ValueKind != JsonValueKind.Object || !TryTime(end, out freedNs) || !TryNumber(end, "thread", out freedBy)))
        {
            return null;
        }

        _ = TryNumber(element, "position_in_chain", out ulong position);
        _ = TryNumber(element, "chain_length", out ulong length);
        return new BytehoundRow
        {
            Address = address,
            Size = size,
            Thread = (long)(thread & long.MaxValue),
            AtNs = ns,
            FreedNs = freedNs < 0 ? -1 : Math.Max(freedNs, ns),
            FreedBy = (long)(freedBy & long.MaxValue),
            InChain = (long)Math.Min(position, uint.MaxValue),
            ChainLength = (long)Math.Min(length, uint.MaxValue),
            Frames = FramesOf(element),
        };
    }

    private static bool TryNumber(in JsonElement element, string name, out ulong value)
    {
        value = 0;
        return element.TryGetProperty(name, out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetUInt64(out value);
    }

    private static bool TryTime(in JsonElement element, out long ns)
    {
        ns = 0;
        if (!element.TryGetProperty("timestamp", out JsonElement stamp) || stamp.ValueKind != JsonValueKind.Object
            || !TryNumber(stamp, "secs", out ulong seconds) || !TryNumber(stamp, "fract_nsecs", out ulong fraction) || seconds > SecondsMax || fraction >= NsPerSecond)
        {
            return false;
        }

        ns = ((long)seconds * NsPerSecond) + (long)fraction;
        return true;
    }

    private static List<string> FramesOf(in JsonElement element)
    {
        List<string> frames = [];
        if (element.TryGetProperty("backtrace", out JsonElement stack) && stack.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement frame in stack.EnumerateArray())
            {
                if (frames.Count < FramesMax && frame.ValueKind == JsonValueKind.Object)
                {
                    frames.Insert(0, NameOf(frame)); // bytehound's begin with the outermost
                }
            }
        }

        return frames;
    }

    private static string NameOf(in JsonElement frame)
    {
        string library = Path.GetFileName(Text(frame, "library") ?? "");
        string? function = Text(frame, "function") ?? Text(frame, "raw_function");
        if (function is null)
        {
            return $"{library} 0x{Text(frame, "address_s")?.TrimStart('0').ToLowerInvariant()}".TrimStart();
        }

        return Text(frame, "source") is { } source && TryNumber(frame, "line", out ulong line)
            ? string.Create(CultureInfo.InvariantCulture, $"{function} ({Path.GetFileName(source)}:{line})")
            : library.Length > 0 ? $"{function} ({library})" : function;
    }

    private static string? Text(in JsonElement element, string name)
        => element.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;
}
