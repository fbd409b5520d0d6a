namespace AllocSim.Allocator.Classic.Options;

/// <summary>When the library knows that its program has threads: only then does it lock and keep caches. (isthreaded)</summary>
/// <remarks>
/// As built by default, 2.1.3 stands in for pthread_create to learn of the first other thread. A library that was opened with dlopen never sees that call.
/// Built with --disable-lazy-lock it takes every program for a threaded one.
/// </remarks>
public enum ThreadAwareness
{
    /// <summary>Never in trace order, from the second thread on in simulated time, where threads without locks would share records.</summary>
    Auto,

    /// <summary>Never: the library was opened by the program, as the oracle does it. No locks, no caches.</summary>
    Never,

    /// <summary>From the first operation of a second thread on: the library is linked or preloaded.</summary>
    Second,

    /// <summary>From the beginning: built with --disable-lazy-lock.</summary>
    Always,
}
