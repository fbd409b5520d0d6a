using System.Text;
using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Text;

/// <summary>The words for operations in the plain-text trace, and the fields that follow each.</summary>
internal static class TextVerbs
{
    /// <summary>The word for an operation.</summary>
    public static string NameOf(OperationKind kind) => kind switch
    {
        OperationKind.Malloc => "malloc",
        OperationKind.Calloc => "calloc",
        OperationKind.Memalign => "memalign",
        OperationKind.AlignedAlloc => "aligned_alloc",
        OperationKind.Realloc => "realloc",
        OperationKind.Free => "free",
        OperationKind.Mallocx => "mallocx",
        OperationKind.Rallocx => "rallocx",
        OperationKind.Xallocx => "xallocx",
        OperationKind.Sallocx => "sallocx",
        OperationKind.Dallocx => "dallocx",
        OperationKind.Sdallocx => "sdallocx",
        OperationKind.Nallocx => "nallocx",
        OperationKind.Ctl => "ctl",
        OperationKind.Stats => "stats",
        OperationKind.Exit => "exit",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>How a line with this operation reads, for messages.</summary>
    public static string FormOf(OperationKind kind) => "TIME THREAD " + NameOf(kind) + kind switch
    {
        OperationKind.Malloc => " OBJECT SIZE",
        OperationKind.Calloc => " OBJECT COUNT SIZE",
        OperationKind.Memalign or OperationKind.AlignedAlloc => " OBJECT ALIGNMENT SIZE",
        OperationKind.Realloc => " NEW OLD|- SIZE",
        OperationKind.Free => " OBJECT",
        OperationKind.Mallocx => " OBJECT SIZE FLAGS",
        OperationKind.Rallocx => " NEW OLD SIZE FLAGS",
        OperationKind.Xallocx => " OBJECT SIZE EXTRA FLAGS",
        OperationKind.Sallocx or OperationKind.Dallocx => " OBJECT FLAGS",
        OperationKind.Sdallocx => " OBJECT SIZE FLAGS",
        OperationKind.Nallocx => " SIZE FLAGS",
        OperationKind.Ctl => " void|u32|u64|bool NAME [VALUE], the VALUE of a bool being true or false",
        _ => "",
    };

    /// <summary>Finds the operation for a word.</summary>
    public static bool TryParse(ReadOnlySpan<byte> word, out OperationKind kind)
    {
        OperationKind? found = word.Length switch
        {
            3 when word.SequenceEqual("ctl"u8) => OperationKind.Ctl,
            4 when word.SequenceEqual("free"u8) => OperationKind.Free,
            4 when word.SequenceEqual("exit"u8) => OperationKind.Exit,
            5 when word.SequenceEqual("stats"u8) => OperationKind.Stats,
            6 when word.SequenceEqual("malloc"u8) => OperationKind.Malloc,
            6 when word.SequenceEqual("calloc"u8) => OperationKind.Calloc,
            7 when word.SequenceEqual("realloc"u8) => OperationKind.Realloc,
            7 when word.SequenceEqual("mallocx"u8) => OperationKind.Mallocx,
            7 when word.SequenceEqual("rallocx"u8) => OperationKind.Rallocx,
            7 when word.SequenceEqual("xallocx"u8) => OperationKind.Xallocx,
            7 when word.SequenceEqual("sallocx"u8) => OperationKind.Sallocx,
            7 when word.SequenceEqual("dallocx"u8) => OperationKind.Dallocx,
            7 when word.SequenceEqual("nallocx"u8) => OperationKind.Nallocx,
            8 when word.SequenceEqual("memalign"u8) => OperationKind.Memalign,
            8 when word.SequenceEqual("sdallocx"u8) => OperationKind.Sdallocx,
            13 when word.SequenceEqual("aligned_alloc"u8) => OperationKind.AlignedAlloc,
            _ => null,
        };
        kind = found.GetValueOrDefault();
        return found.HasValue;
    }

    /// <summary>The word for a control's type.</summary>
    public static string NameOf(CtlMode mode) => (mode & CtlMode.TypeMask) switch
    {
        CtlMode.U32 => "u32",
        CtlMode.U64 => "u64",
        CtlMode.Bool => "bool",
        _ => "void",
    };

    /// <summary>The type for a control's word; null for a word that is none.</summary>
    public static CtlMode? TypeOf(string word) => TryParseType(Encoding.UTF8.GetBytes(word), out CtlMode mode) ? mode : null;

    /// <summary>Finds the control type for a word.</summary>
    public static bool TryParseType(ReadOnlySpan<byte> word, out CtlMode mode)
    {
        CtlMode? found = word.SequenceEqual("void"u8) ? CtlMode.Void
            : word.SequenceEqual("u32"u8) ? CtlMode.U32
            : word.SequenceEqual("u64"u8) ? CtlMode.U64
            : word.SequenceEqual("bool"u8) ? CtlMode.Bool
            : null;
        mode = found.GetValueOrDefault();
        return found.HasValue;
    }
}
