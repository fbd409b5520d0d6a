using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Allocator.Mimalloc.Os;
using AllocSim.Allocator.Mimalloc.Stats;

namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>Gives parts of segments access when they are needed and gives them up when they are not, at once or later.</summary>
/// <remarks>mimalloc 2.0.9, `src/segment.c` "Commit/Decommit ranges". Access is given generously, in pieces of 1 MiB; memory is given up in whole slices.</remarks>
internal sealed class SegmentCommitter(OsMemory os, MimallocOptions options, MimallocStats stats)
{
    /// <summary>Sees to it that a run of slices has access.</summary>
    public void EnsureCommitted(Segment segment, int first, int count)
    {
        if (!segment.CommitMask.IsFull || !segment.DecommitMask.IsEmpty)
        {
            Commit(segment, first, count);
        }
    }

    /// <summary>A run of slices became unused: gives it up, or marks it for later.</summary>
    public void PerhapsDecommit(Segment segment, int first, int count)
    {
        if (!segment.AllowsDecommit)
        {
            return;
        }

        if (options.DecommitDelay == 0)
        {
            Decommit(segment, first, count);
        }
        else if (count > 0 && !segment.IsHuge)
        {
            segment.MarkForDecommit(CommitMask.Of(first, count));
            Postpone(segment);
        }
    }

    /// <summary>Gives up what is marked, if its time has come.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="isForced">Whether its time has come anyway.</param>
    public void DelayedDecommit(Segment segment, bool isForced)
    {
        if (!segment.AllowsDecommit || segment.DecommitMask.IsEmpty || (!isForced && os.NowMs < segment.DecommitExpire))
        {
            return;
        }

        CommitMask mask = segment.DecommitMask;
        segment.DecommitExpire = 0;
        segment.SetDecommitMask(default);
        int end = 0;
        while (mask.NextRun(end, out int first) is > 0 and int count)
        {
            Decommit(segment, first, count);
            end = first + count;
        }
    }

    /// <summary>When what is marked now is given up: later by a little each time more is marked, and now when it is long overdue.</summary>
    private void Postpone(Segment segment)
    {
        long now = os.NowMs;
        if (segment.DecommitExpire == 0)
        {
            segment.DecommitExpire = now + options.DecommitDelay;
        }
        else if (segment.DecommitExpire > now)
        {
            segment.DecommitExpire += options.DecommitExtendDelay;
        }
        else if (segment.DecommitExpire + options.DecommitExtendDelay <= now)
        {
            DelayedDecommit(segment, isForced: true);
        }
        else
        {
            segment.DecommitExpire = now + options.DecommitExtendDelay;
        }
    }

    private void Commit(Segment segment, int first, int count)
    {
        if (count == 0 || segment.IsHuge)
        {
            return; // Such a segment has access to all of it.
        }

        const int Piece = (int)(Layout.CommitBytes / Layout.SliceBytes);
        int start = first / Piece * Piece;
        int end = Math.Min((first + count + Piece - 1) / Piece * Piece, segment.SliceCount);
        start = first >= Layout.InfoSlices ? Math.Max(start, Layout.InfoSlices) : start;
        CommitMask mask = CommitMask.Of(start, end - start);
        if (!segment.CommitMask.HasAll(mask))
        {
            stats.Committed.Decrease((ulong)segment.CommitMask.CountOf(mask) << Layout.SliceShift);
            os.Commit(AddressOf(segment, start), (ulong)(end - start) << Layout.SliceShift);
            segment.CommitMask.Set(mask);
        }

        if (segment.DecommitMask.HasAny(mask))
        {
            segment.DecommitExpire = os.NowMs + options.DecommitDelay;
        }

        segment.UnmarkForDecommit(mask);
    }

    private void Decommit(Segment segment, int first, int count)
    {
        if (count == 0 || segment.IsHuge)
        {
            return;
        }

        CommitMask mask = CommitMask.Of(first, count);
        int committed = segment.CommitMask.CountOf(mask);
        if (committed > 0)
        {
            stats.Committed.Increase((ulong)(count - committed) << Layout.SliceShift);
            os.Decommit(AddressOf(segment, first), (ulong)count << Layout.SliceShift);
            segment.CommitMask.Clear(mask);
        }

        segment.UnmarkForDecommit(mask);
    }

    private static ulong AddressOf(Segment segment, int slice) => segment.Base + ((ulong)slice << Layout.SliceShift);
}
