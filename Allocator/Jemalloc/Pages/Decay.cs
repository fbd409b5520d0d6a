using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;
using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Jemalloc.Pages;

/// <summary>How many unused pages of one kind an arena may keep, as time goes by.</summary>
/// <remarks>
/// Time moves in epochs of a 200th of the decay time. What became unused in each of the last 200 epochs is remembered and weighted by
/// <see cref="SmoothStep"/>; the sum is the limit. The deadline of an epoch is put off by a random part of its length, from a generator
/// seeded with the address of the record. Source: jemalloc 5.3.0, `src/decay.c`.
/// </remarks>
internal sealed class Decay
{
    private const ulong Unbounded = ulong.MaxValue;

    private readonly ulong _recordAddress;
    private readonly ulong[] _backlog = new ulong[SmoothStep.StepCount];
    private ulong _jitterState;
    private ulong _unpurged;

    /// <summary>Starts decay.</summary>
    /// <param name="recordAddress">Where the record lies in simulated memory.</param>
    /// <param name="nowNs">The time, nanoseconds.</param>
    /// <param name="decayMs">Decay time in milliseconds; 0 purges at once, -1 never.</param>
    /// <param name="recorder">Who is told of its lock.</param>
    public Decay(ulong recordAddress, long nowNs, long decayMs, ILockRecorder? recorder = null)
    {
        Mutex = new SimMutex("decay", MutexRank.Decay, recorder);
        _recordAddress = recordAddress;
        Restart(nowNs, decayMs);
    }

    /// <summary>The lock that statistics call decay_dirty or decay_muzzy.</summary>
    public SimMutex Mutex { get; }

    /// <summary>Whether a purge is under way.</summary>
    public bool IsPurging { get; set; }

    /// <summary>Decay time in milliseconds; 0 purges at once, -1 never.</summary>
    public long TimeMs { get; private set; }

    /// <summary>Length of an epoch in nanoseconds.</summary>
    public ulong IntervalNs { get; private set; }

    /// <summary>When the current epoch began.</summary>
    public long EpochNs { get; private set; }

    /// <summary>When the next epoch may begin.</summary>
    public long DeadlineNs { get; private set; }

    /// <summary>Pages that may be kept.</summary>
    public ulong PagesLimit { get; private set; }

    /// <summary>Pages that became unused in the epoch that ended last.</summary>
    public ulong LastEpochPages => _backlog[^1];

    /// <summary>Pages that became unused in each of the last epochs, oldest first.</summary>
    public ReadOnlySpan<ulong> Backlog => _backlog;

    /// <summary>Whether a decay time may be set.</summary>
    public static bool IsValid(long decayMs) => decayMs >= -1 && (ulong)Math.Max(decayMs, 0) <= 18_446_744_072UL * 1000;

    /// <summary>Forgets the past and starts again with a decay time.</summary>
    public void Restart(long nowNs, long decayMs)
    {
        TimeMs = decayMs;
        if (decayMs > 0)
        {
            IntervalNs = (ulong)decayMs * 1_000_000 / SmoothStep.StepCount;
        }

        EpochNs = nowNs;
        _jitterState = _recordAddress;
        SetDeadline();
        _unpurged = 0;
        Array.Clear(_backlog);
    }

    /// <summary>Moves on to the epoch of a time, if its deadline is reached.</summary>
    /// <param name="nowNs">The time.</param>
    /// <param name="pages">Unused pages now.</param>
    /// <returns>Whether an epoch began; the limit is then new.</returns>
    public bool TryAdvance(long nowNs, ulong pages)
    {
        if (DeadlineNs > nowNs)
        {
            return false;
        }

        ulong epochs = (ulong)(nowNs - EpochNs) / IntervalNs;
        EpochNs += (long)(IntervalNs * epochs);
        SetDeadline();
        UpdateBacklog(epochs, pages);
        PagesLimit = BacklogLimit();
        _unpurged = Math.Max(PagesLimit, pages);
        return true;
    }

    /// <summary>Unused pages that the curve allows at a time: the limit that a look at decay would compute then, and with it what became unused in the epoch under way. Changes nothing.</summary>
    /// <param name="nowNs">The time.</param>
    /// <param name="pages">Unused pages now.</param>
    public ulong AllowedAt(long nowNs, ulong pages)
    {
        ulong epochs = nowNs <= EpochNs ? 0 : (ulong)(nowNs - EpochNs) / IntervalNs;
        ulong sum = 0;
        for (int i = 0; epochs < SmoothStep.StepCount && i + (int)epochs < SmoothStep.StepCount; i++)
        {
            sum = unchecked(sum + (_backlog[i + (int)epochs] * SmoothStep.Steps[i]));
        }

        return (sum >> SmoothStep.FractionBits) + (pages > _unpurged ? pages - _unpurged : 0);
    }

    /// <summary>Of pages that become unused now, how many will have been purged after a time.</summary>
    public ulong PurgedAfter(ulong waitNs, ulong pages)
    {
        ulong epochs = waitNs / IntervalNs;
        if (epochs >= SmoothStep.StepCount)
        {
            return pages;
        }

        ReadOnlySpan<ulong> steps = SmoothStep.Steps;
        return (pages * (steps[^1] - steps[SmoothStep.StepCount - 1 - (int)epochs])) >> SmoothStep.FractionBits;
    }

    /// <summary>How long until at least a number of pages can be purged together; <see cref="ulong.MaxValue"/> when never.</summary>
    /// <param name="pages">Unused pages now.</param>
    /// <param name="threshold">That number.</param>
    /// <param name="leastNs">A shorter wait need not be found.</param>
    public ulong NsUntilPurge(ulong pages, ulong threshold, ulong leastNs = 0)
    {
        if (TimeMs <= 0 || (pages == 0 && !_backlog.AsSpan().ContainsAnyExcept(0UL)))
        {
            return Unbounded;
        }

        if (pages <= threshold)
        {
            return IntervalNs * SmoothStep.StepCount;
        }

        ulong low = Math.Max(leastNs / IntervalNs, 2);
        ulong high = SmoothStep.StepCount;
        if (IntervalNs * high <= leastNs || low + 2 > high)
        {
            return leastNs;
        }

        ulong purgedLow = PurgedAfterEpochs((int)low);
        if (purgedLow > threshold)
        {
            return IntervalNs * low;
        }

        ulong purgedHigh = PurgedAfterEpochs((int)high);
        if (purgedHigh < threshold)
        {
            return IntervalNs * high;
        }

        while (purgedLow + threshold < purgedHigh && low + 2 < high)
        {
            ulong middle = (low + high) / 2;
            ulong purged = PurgedAfterEpochs((int)middle);
            if (purged > threshold)
            {
                (high, purgedHigh) = (middle, purged);
            }
            else
            {
                (low, purgedLow) = (middle, purged);
            }
        }

        return IntervalNs * (high + low) / 2;
    }

    private void SetDeadline()
    {
        DeadlineNs = unchecked(EpochNs + (long)IntervalNs);
        if (TimeMs > 0)
        {
            DeadlineNs = unchecked(DeadlineNs + (long)Prng.NextBelow(ref _jitterState, IntervalNs));
        }
    }

    private void UpdateBacklog(ulong epochs, ulong pages)
    {
        Span<ulong> backlog = _backlog;
        if (epochs >= SmoothStep.StepCount)
        {
            backlog[..^1].Clear();
        }
        else
        {
            int shift = (int)epochs;
            backlog[shift..].CopyTo(backlog);
            if (shift > 1)
            {
                backlog.Slice(SmoothStep.StepCount - shift, shift - 1).Clear();
            }
        }

        backlog[^1] = pages > _unpurged ? pages - _unpurged : 0;
    }

    /// <summary>Pages that the backlog allows now. (decay_backlog_npages_limit)</summary>
    public ulong AllowedByBacklog() => BacklogLimit();

    private ulong BacklogLimit()
    {
        ulong sum = 0;
        for (int i = 0; i < SmoothStep.StepCount; i++)
        {
            sum = unchecked(sum + (_backlog[i] * SmoothStep.Steps[i]));
        }

        return sum >> SmoothStep.FractionBits;
    }

    private ulong PurgedAfterEpochs(int epochs)
    {
        ulong sum = 0;
        for (int i = 0; i < SmoothStep.StepCount; i++)
        {
            ulong before = i < epochs ? 0 : SmoothStep.Steps[i - epochs];
            sum = unchecked(sum + (_backlog[i] * (SmoothStep.Steps[i] - before)));
        }

        return sum >> SmoothStep.FractionBits;
    }
}
