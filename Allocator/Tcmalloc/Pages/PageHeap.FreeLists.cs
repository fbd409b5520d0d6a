using AllocSim.Allocator.Tcmalloc.Contended;
using AllocSim.Allocator.Tcmalloc.Sizes;

namespace AllocSim.Allocator.Tcmalloc.Pages;

/// <content>Free spans: merged, listed, released.</content>
internal sealed partial class PageHeap
{
    private const long MaxReleaseDelay = 1 << 20;
    private const long DefaultReleaseDelay = 1 << 18;
    private const double RateMin = 1e-6;

    private long _scavengeCounter;
    private int _releaseIndex = SpanTable.LengthsMax;

    /// <summary>Gives free spans back, one of each length in turn and of the longest lists the oldest, until so many pages went. (ReleaseAtLeastNPages)</summary>
    /// <returns>Pages given back: more where the last span was longer, less where there are no more.</returns>
    public ulong ReleaseAtLeast(ulong pages)
    {
        ulong released = 0;
        while (released < pages && _stats.FreeBytes > 0)
        {
            for (int i = 0; i < SpanTable.LengthsMax + 1 && released < pages; i++, _releaseIndex++)
            {
                if (_releaseIndex > SpanTable.LengthsMax)
                {
                    _releaseIndex = 0;
                }

                int span = NextToRelease();
                if (span == 0)
                {
                    continue;
                }

                ulong length = ReleaseSpan(span);
                if (length == 0)
                {
                    return released;
                }

                released += length;
            }
        }

        return released;
    }

    private int NextToRelease()
    {
        if (_releaseIndex == SpanTable.LengthsMax)
        {
            return LargeNormal.First;
        }

        int head = SpanTable.LengthHead((ulong)_releaseIndex + 1, SpanLocation.Normal);
        return _spans.IsEmpty(head) ? 0 : _spans.LastOf(head);
    }

    private ulong ReleaseSpan(int span)
    {
        if (!Decommit(span))
        {
            return 0;
        }

        RemoveFromFreeLists(span);
        ulong length = _spans[span].Length;
        _spans[span].Location = SpanLocation.Returned;
        MergeIntoFreeLists(span);
        return length;
    }

    // Some pages after enough were freed. (IncrementalScavenge)
    private void Scavenge(ulong pages)
    {
        _scavengeCounter -= (long)pages;
        if (_scavengeCounter >= 0)
        {
            return;
        }

        double rate = _flags.ReleaseRate;
        if (rate <= RateMin)
        {
            _scavengeCounter = DefaultReleaseDelay;
            return;
        }

        _stats.ScavengeCount++;
        ulong released = ReleaseAtLeast(1);
        _scavengeCounter = released == 0 ? DefaultReleaseDelay : (long)Math.Min(1000.0 / rate * released, MaxReleaseDelay);
    }

    // (MergeIntoFreeList)
    private void MergeIntoFreeLists(int span)
    {
        if (_isAggressive && _spans[span].Location == SpanLocation.Normal && Decommit(span))
        {
            _spans[span].Location = SpanLocation.Returned;
        }

        ulong start = _spans[span].Start;
        ulong end = start + _spans[span].Length;
        int before = Map.SpanOf(start - 1);
        if (TryTakeForMerge(span, before))
        {
            ulong length = _spans[before].Length;
            _spans.Delete(before);
            _spans[span].Start -= length;
            _spans[span].Length += length;
            Map.Set(_spans[span].Start, span);
        }

        int behind = Map.SpanOf(end);
        if (TryTakeForMerge(span, behind))
        {
            ulong length = _spans[behind].Length;
            _spans.Delete(behind);
            _spans[span].Length += length;
            Map.Set(end + length - 1, span);
        }

        PrependToFreeLists(span);
    }

    // Normal goes with normal and returned with returned; an aggressive heap returns the neighbour first. (CheckAndHandlePreMerge)
    private bool TryTakeForMerge(int span, int neighbour)
    {
        if (neighbour == 0)
        {
            return false;
        }

        SpanLocation location = _spans[neighbour].Location;
        if (_isAggressive && location == SpanLocation.Normal && _spans[span].Location == SpanLocation.Returned)
        {
            if (!Decommit(neighbour))
            {
                return false;
            }
        }
        else if (location != _spans[span].Location)
        {
            return false;
        }

        _machine.Costs?.Charge(TcmallocCost.SpanMerge);
        RemoveFromFreeLists(neighbour);
        return true;
    }

    private bool Decommit(int span)
    {
        ulong bytes = _spans[span].Length << SizeMap.PageShift;
        _stats.DecommitCount++;
        if (!_system.Release(_spans[span].Start << SizeMap.PageShift, bytes))
        {
            return false;
        }

        _stats.CommittedBytes -= bytes;
        _stats.TotalDecommitBytes += bytes;
        return true;
    }

    private void PrependToFreeLists(int span)
    {
        ref PageSpan free = ref _spans[span];
        CountFree(free.Location) += free.Length << SizeMap.PageShift;
        if (free.Length > SpanTable.LengthsMax)
        {
            LargeSet(free.Location).Add(span);
        }
        else
        {
            _spans.Prepend(SpanTable.LengthHead(free.Length, free.Location), span);
        }
    }

    private void RemoveFromFreeLists(int span)
    {
        ref PageSpan free = ref _spans[span];
        CountFree(free.Location) -= free.Length << SizeMap.PageShift;
        if (free.Length > SpanTable.LengthsMax)
        {
            LargeSet(free.Location).Remove(span);
        }
        else
        {
            _spans.Remove(span);
        }
    }

    private LargeSpanSet LargeSet(SpanLocation location) => location == SpanLocation.Returned ? LargeReturned : LargeNormal;

    private ref ulong CountFree(SpanLocation location)
    {
        if (location == SpanLocation.Normal)
        {
            return ref _stats.FreeBytes;
        }

        return ref _stats.UnmappedBytes;
    }
}
