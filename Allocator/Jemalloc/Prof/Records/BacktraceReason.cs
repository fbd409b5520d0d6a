namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>Why a backtrace is taken: the library's own frames before that of the call differ.</summary>
internal enum BacktraceReason
{
    /// <summary>A sample is allocated. (prof_tctx_create)</summary>
    Allocated,

    /// <summary>A sample is freed while samples are logged. (prof_try_log)</summary>
    Logged,

    /// <summary>A sample is freed that is among the recent ones. (prof_recent_alloc_reset)</summary>
    Recent,
}
