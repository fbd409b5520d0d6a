using System.Text;
using AllocSim.Simulator.Operations;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Text;

/// <summary>Reads one line of the plain-text trace into an operation with the trace's own object numbers.</summary>
internal static class TextOperation
{
    /// <summary>Most bytes in a control's name, as the oracle has it.</summary>
    private const int MaxNameBytes = 255;

    /// <summary>Takes the line apart.</summary>
    /// <returns>False when it is not an operation; <paramref name="wrong"/> then says why.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, NameTable names, ref Operation op, out long number, out long old, out string wrong)
    {
        var line = new TextLine(text);
        number = old = -1;
        wrong = "";
        if (!line.TryInt64(out op.TimeNs) || !line.TryUInt64(out ulong thread) || !line.TryWord(out ReadOnlySpan<byte> verb))
        {
            wrong = $"{TextLine.Quote(text)} is not an operation; a line reads 'TIME THREAD CALL …', as in '{TextVerbs.FormOf(OperationKind.Malloc)}'";
            return false;
        }

        op.Thread = (int)Math.Min(thread, Operation.ThreadLimit - 1); // Far too large either way: the binder refuses it.
        if (!TextVerbs.TryParse(verb, out OperationKind kind))
        {
            wrong = $"{TextLine.Quote(verb)} is not a call; known are malloc, calloc, memalign, aligned_alloc, realloc, free, the x-calls, ctl, stats, exit";
            return false;
        }

        op.Kind = kind;
        op.Size = op.Extra = 0;
        op.Flags = 0;
        op.Object = Operation.None;
        if (TryFields(ref line, names, ref op, ref number, ref old) && line.AtEnd())
        {
            return true;
        }

        wrong = line.AtEnd()
            ? $"fields are missing after {TextVerbs.NameOf(op.Kind)}; a line reads '{TextVerbs.FormOf(op.Kind)}'"
            : $"{TextLine.Quote(line.Rest)} does not fit here; a line reads '{TextVerbs.FormOf(op.Kind)}'";
        return false;
    }

    private static bool TryFields(ref TextLine line, NameTable names, ref Operation op, ref long number, ref long old) => op.Kind switch
    {
        OperationKind.Malloc => line.TryInt64(out number) && line.TryUInt64(out op.Size),
        OperationKind.Free => line.TryInt64(out number),
        OperationKind.Realloc => line.TryInt64(out number) && TryOld(ref line, out old) && line.TryUInt64(out op.Size),
        OperationKind.Calloc or OperationKind.Memalign or OperationKind.AlignedAlloc =>
            line.TryInt64(out number) && line.TryUInt64(out op.Extra) && line.TryUInt64(out op.Size),
        OperationKind.Mallocx or OperationKind.Sdallocx => line.TryInt64(out number) && line.TryUInt64(out op.Size) && line.TryFlags(out op.Flags),
        OperationKind.Rallocx => line.TryInt64(out number) && line.TryInt64(out old) && line.TryUInt64(out op.Size) && line.TryFlags(out op.Flags),
        OperationKind.Xallocx =>
            line.TryInt64(out number) && line.TryUInt64(out op.Size) && line.TryUInt64(out op.Extra) && line.TryFlags(out op.Flags),
        OperationKind.Sallocx or OperationKind.Dallocx => line.TryInt64(out number) && line.TryFlags(out op.Flags),
        OperationKind.Nallocx => line.TryUInt64(out op.Size) && line.TryFlags(out op.Flags),
        OperationKind.Ctl => TryControl(ref line, names, ref op),
        _ => true,
    };

    private static bool TryOld(ref TextLine line, out long old)
    {
        if (line.TryInt64(out old))
        {
            return true;
        }

        TextLine ahead = line;
        if (!ahead.TryWord(out ReadOnlySpan<byte> word) || !word.SequenceEqual("-"u8))
        {
            return false;
        }

        line = ahead;
        old = -1;
        return true;
    }

    private static bool TryControl(ref TextLine line, NameTable names, ref Operation op)
    {
        TextLine ahead = line;
        if (!ahead.TryWord(out ReadOnlySpan<byte> type) || !TextVerbs.TryParseType(type, out CtlMode mode))
        {
            return false;
        }

        line = ahead;
        if (!ahead.TryWord(out ReadOnlySpan<byte> name) || name.Length > MaxNameBytes || name.ContainsAnyExceptInRange((byte)0x21, (byte)0x7e))
        {
            return false;
        }

        line = ahead;
        if (!line.AtEnd())
        {
            if (!TryValue(ref line, mode, out op.Extra))
            {
                return false;
            }

            mode |= CtlMode.Write;
        }

        op.Flags = (int)mode;
        op.Object = names.Add(Encoding.ASCII.GetString(name));
        return true;
    }

    /// <summary>A control's value: of a bool true, false, 1 or 0, of others a number.</summary>
    private static bool TryValue(ref TextLine line, CtlMode mode, out ulong value)
    {
        TextLine ahead = line;
        if (mode != CtlMode.Bool || !ahead.TryWord(out ReadOnlySpan<byte> word))
        {
            return line.TryPrefixed(out value);
        }

        bool isTrue = word.SequenceEqual("true"u8) || word.SequenceEqual("1"u8);
        value = isTrue ? 1UL : 0;
        if (!isTrue && !word.SequenceEqual("false"u8) && !word.SequenceEqual("0"u8))
        {
            return false;
        }

        line = ahead;
        return true;
    }
}
