namespace AllocSim.Allocator.Phk;

/// <summary>What MALLOC_OPTIONS sets, with the values that revision 1.89 has without it; junk filling excepted, which releases shipped switched off.</summary>
public sealed record PhkOptions
{
    /// <summary>Free pages that the top of the heap keeps, 1 to 2^32 - 1. Default 16; letters &gt; and &lt; double and halve it in 32 bits, and 0 counts as 1.</summary>
    public uint CachePages { get; init; } = 16;

    /// <summary>H: the kernel is told of freed runs of pages (MADV_FREE). Default false.</summary>
    public bool Hint { get; init; }

    /// <summary>R: realloc always moves. Default false.</summary>
    public bool Realloc { get; init; }

    /// <summary>V: a request for nothing is answered with a null pointer, as in System V. Default false.</summary>
    public bool SystemV { get; init; }

    /// <summary>J: memory is filled when it is handed out and when it is freed. Default false here, true in the revision itself.</summary>
    public bool Junk { get; init; }

    /// <summary>Z: what was asked for is cleared; switches <see cref="Junk"/> on. Default false.</summary>
    public bool Zero { get; init; }

    /// <summary>A: end the program on misuse. Default true. No effect here: a trace that passes its check misuses nothing.</summary>
    public bool Abort { get; init; } = true;

    /// <summary>X: end the program when memory is out, instead of answering null. Default false.</summary>
    public bool OutOfMemoryEnds { get; init; }

    /// <summary>U: tell the kernel's tracer of each call. Default false. No effect here.</summary>
    public bool Trace { get; init; }

    /// <summary>memalign:emulate: aligned requests are served by a chunk or pages of at least the alignment, up to a page. Default false: the library has no such call, and the answer is null.</summary>
    public bool EmulatesMemalign { get; init; }
}
