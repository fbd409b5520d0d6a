using AllocSim.Simulator.Operations;

namespace AllocSim.Workloads.Import;

/// <summary>Knows what the functions of the malloc family are called in C and in mangled C++, and hands their calls to the address book.</summary>
internal static class CallBook
{
    private const ulong PageBytes = 4096;

    /// <summary>Enters a call.</summary>
    /// <param name="book">Where.</param>
    /// <param name="thread">The recording's thread number.</param>
    /// <param name="call">The call with its result.</param>
    /// <param name="fault">What is wrong with it.</param>
    /// <returns>False when the function is not of the family, or the arguments are not its own.</returns>
    public static bool TryEnter(AddressBook book, long thread, in CallText call, out TraceFault fault)
    {
        fault = TraceFault.None;
        ReadOnlySpan<byte> name = call.Name;
        if (call.HasResult && IsAllocation(name) && (call.Count == 1 || (call.Count > 1 && name.StartsWith("_Zn"u8))))
        {
            fault = book.Allocate(OperationKind.Malloc, thread, call.Result, call.First);
        }
        else if (call.Count >= 1 && IsFree(name))
        {
            fault = book.Free(thread, call.First);
        }
        else if (call.Count == 2 && call.HasResult && name.SequenceEqual("calloc"u8))
        {
            fault = book.Allocate(OperationKind.Calloc, thread, call.Result, call.Second, call.First);
        }
        else if (call.Count == 2 && (call.HasResult || call.Second == 0) && name.SequenceEqual("realloc"u8))
        {
            fault = book.Reallocate(thread, call.First, call.Result, call.Second);
        }
        else if (call.Count == 3 && call.HasResult && name.SequenceEqual("reallocarray"u8))
        {
            UInt128 size = (UInt128)call.Second * call.Third;
            fault = book.Reallocate(thread, call.First, call.Result, size > ulong.MaxValue ? ulong.MaxValue : (ulong)size);
        }
        else if (call.HasResult && IsAligned(name, call.Count))
        {
            bool standard = name.SequenceEqual("aligned_alloc"u8);
            fault = book.Allocate(standard ? OperationKind.AlignedAlloc : OperationKind.Memalign, thread, call.Result, call.Second, call.First);
        }
        else if (call.Count >= 2 && call.HasResult && name.StartsWith("_Zn"u8) && name.IndexOf("St11align_val_t"u8) >= 0)
        {
            fault = book.Allocate(OperationKind.Memalign, thread, call.Result, call.First, call.Second);
        }
        else if (call.Count == 1 && call.HasResult && name.SequenceEqual("valloc"u8))
        {
            fault = book.Allocate(OperationKind.Memalign, thread, call.Result, call.First, PageBytes);
        }
        else if (call.Count == 1 && call.HasResult && name.SequenceEqual("pvalloc"u8))
        {
            fault = book.Allocate(OperationKind.Memalign, thread, call.Result, (call.First + PageBytes - 1) & ~(PageBytes - 1), PageBytes);
        }
        else if (name.SequenceEqual("jemalloc_stats"u8))
        {
            fault = book.Stats(thread);
        }
        else
        {
            return false;
        }

        return true;
    }

    /// <summary>Whether a function is of the family.</summary>
    public static bool IsFamily(ReadOnlySpan<byte> name) =>
        IsAllocation(name) || IsFree(name) || IsReallocation(name) || name.SequenceEqual("calloc"u8) || IsAligned(name, 2) || (name.StartsWith("_Zn"u8) && name.IndexOf("St11align_val_t"u8) >= 0)
        || name.SequenceEqual("valloc"u8) || name.SequenceEqual("pvalloc"u8) || name.SequenceEqual("jemalloc_stats"u8);

    /// <summary>Whether a function takes memory back where it begins and gives nothing out.</summary>
    public static bool IsFree(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("free"u8) || name.SequenceEqual("cfree"u8) || name.StartsWith("_ZdlPv"u8) || name.StartsWith("_ZdaPv"u8);

    /// <summary>Whether a function takes memory back where it begins and gives some out where it ends.</summary>
    public static bool IsReallocation(ReadOnlySpan<byte> name) => name.SequenceEqual("realloc"u8) || name.SequenceEqual("reallocarray"u8);

    private static bool IsAllocation(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("malloc"u8) || name.SequenceEqual("_Znwm"u8) || name.SequenceEqual("_Znam"u8) || name.SequenceEqual("_Znwj"u8) || name.SequenceEqual("_Znaj"u8)
        || name.SequenceEqual("_ZnwmRKSt9nothrow_t"u8) || name.SequenceEqual("_ZnamRKSt9nothrow_t"u8);

    /// <summary>Some programs print more arguments than these functions have; posix_memalign's own three do not show the result.</summary>
    private static bool IsAligned(ReadOnlySpan<byte> name, int count) =>
        (count >= 2 && (name.SequenceEqual("memalign"u8) || name.SequenceEqual("aligned_alloc"u8))) || (count == 2 && name.SequenceEqual("posix_memalign"u8));
}
