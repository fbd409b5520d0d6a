using System.Globalization;
using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;
using AllocSim.Workloads.Text;

namespace AllocSim.Workloads.Import.Formats;

/// <summary>
/// heaptrack's raw and interpreted files, versions 0 to 3, all numbers hexadecimal. Raw and version 0: "+ SIZE TRACE POINTER", "- POINTER". Interpreted since version 1:
/// "a SIZE TRACE" defines an allocation class, "+ CLASS" and "- CLASS" use it, so which object of a class dies is not known: the youngest is taken, and counted
/// where there were several. Strings (s), instructions (i; in raw files modules, m) and the tree of callers (t) become call stacks. No threads. Time stamps of about 10 ms; calls between two of them are a declared step apart.
/// </summary>
internal sealed class HeaptrackImporter(Stream stream, string name, TraceReadOptions options) : LineImporter(stream, name, "heaptrack", hasTime: true, options)
{
    private const int MaxClasses = 1 << 24;

    private readonly List<(ulong Size, ulong Trace)> _classes = [];
    private readonly HeaptrackStacks _stacks = new();
    private readonly Dictionary<int, Stack<ulong>> _alive = [];
    private ulong _nextAddress = 1;

    /// <inheritdoc/>
    protected override string Form => "'+ SIZE TRACE POINTER' or '+ CLASS', '- POINTER' or '- CLASS', in hexadecimal";

    /// <inheritdoc/>
    public override IReadOnlyList<IReadOnlyList<string>> CallStacks => _stacks.Named;

    /// <summary>Whether a file begins as this format does.</summary>
    public static bool Sniff(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> line = Head.FirstLine(head);
        return line.StartsWith("v "u8) && TryHex(line[2..].TrimEnd((byte)' '), out _, out _, out _, out int count) && count is 1 or 2;
    }

    /// <inheritdoc/>
    protected override bool TryLine(ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<byte> rest = line.Length > 2 ? line[2..] : default;
        switch (line[0])
        {
            case (byte)'+':
                return TryHex(rest, out ulong first, out ulong trace, out ulong third, out int count) && (count == 3 ? Allocate(third, first, trace) : count == 1 && TryAllocateClass(first));
            case (byte)'-':
                return TryHex(rest, out ulong pointer, out _, out _, out int one) && one == 1 && (_classes.Count > 0 ? TryFreeClass(pointer) : Free(pointer));
            case (byte)'a':
                return TryHex(rest, out ulong size, out ulong at, out _, out int two) && two == 2 && TryAddClass(size, at);
            case (byte)'c':
                return TryHex(rest, out ulong ms, out _, out _, out int stamps) && stamps == 1 && Stamp(ms);
            case (byte)'X':
                Command = Encoding.UTF8.GetString(rest);
                return true;
            case (byte)'v' or (byte)'x' or (byte)'s' or (byte)'i' or (byte)'t' or (byte)'m':
                _stacks.Take(line);
                return true;
            case (byte)'I' or (byte)'R' or (byte)'S' or (byte)'A' or (byte)'#':
                return true;
            default:
                return false;
        }
    }

    private static bool TryHex(ReadOnlySpan<byte> text, out ulong first, out ulong second, out ulong third, out int count)
    {
        first = second = third = 0;
        count = 0;
        var fields = new TextLine(text);
        while (fields.TryWord(out ReadOnlySpan<byte> word))
        {
            if (!ulong.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value) || count == 3)
            {
                return false;
            }

            first = count == 0 ? value : first;
            second = count == 1 ? value : second;
            third = count == 2 ? value : third;
            count++;
        }

        return count > 0;
    }

    private bool Allocate(ulong pointer, ulong size, ulong trace)
    {
        CallStack = _stacks.NumberOf(trace);
        Report(Book.Allocate(OperationKind.Malloc, 0, pointer, size));
        return true;
    }

    private bool Free(ulong pointer)
    {
        Report(Book.Free(0, pointer));
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

    private bool TryAddClass(ulong size, ulong trace)
    {
        if (_classes.Count == MaxClasses)
        {
            return false;
        }

        _classes.Add((size, trace));
        return true;
    }

    private bool TryAllocateClass(ulong number)
    {
        if (number >= (ulong)_classes.Count)
        {
            return false;
        }

        if (!_alive.TryGetValue((int)number, out Stack<ulong>? alive))
        {
            _alive.Add((int)number, alive = new Stack<ulong>());
        }

        alive.Push(_nextAddress);
        return Allocate(_nextAddress++, _classes[(int)number].Size, _classes[(int)number].Trace);
    }

    private bool TryFreeClass(ulong number)
    {
        if (number >= (ulong)_classes.Count)
        {
            return false;
        }

        if (!_alive.TryGetValue((int)number, out Stack<ulong>? alive) || alive.Count == 0)
        {
            Repairs.Add(TraceFault.UnknownObject);
            return true;
        }

        if (alive.Count > 1)
        {
            Repairs.Add(TraceFault.Choice);
        }

        return Free(alive.Pop());
    }
}
