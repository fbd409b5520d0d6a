using System.Runtime.Intrinsics;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Reports.Measures.Averages;

/// <content>Many events at once, in the order and with the roundings of one after another.</content>
public sealed partial class RatioAverages
{
    /// <summary>Some events' time has passed, in which pages stayed the same.</summary>
    /// <param name="timesNs">The time of the event before them, and of each of them.</param>
    /// <param name="requested">Requested bytes until each of them.</param>
    /// <param name="requestedMax">No more than so many.</param>
    /// <param name="resident">Resident bytes.</param>
    /// <param name="livePages">Bytes in pages that hold a live byte.</param>
    /// <param name="totals">The totals until each of them; empty where they are those that were read last.</param>
    internal void AddRow(ReadOnlySpan<long> timesNs, ReadOnlySpan<ulong> requested, ulong requestedMax, ulong resident, ulong livePages, ReadOnlySpan<HeapTotals> totals)
    {
        if (AddsStretches)
        {
            AddOverheads(timesNs, requested, resident);
            return;
        }

        // What is exact as a double takes no division to average.
        bool isPlain = !requested.Contains(0UL) && ByteTime.IsExact((ulong)(timesNs[^1] - timesNs[0]), requestedMax);
        for (int from = 0, to; from < requested.Length; from = to)
        {
            to = totals.Length == 0 ? requested.Length : from + 1;
            if (totals.Length > 0)
            {
                _totals = totals[from];
                UseTotals(livePages);
                while (to < requested.Length && AreLike(totals[to], _totals))
                {
                    to++;
                }
            }

            if (isPlain && resident != 0 && _totals.AllocatedBytes != 0 && _external.IsDefined && _virtual.IsDefined)
            {
                AddAllocated(timesNs[from..(to + 1)], requested[from..to], resident, totals.Length == 0 ? [] : totals[from..to]);
            }
            else
            {
                AddEach(timesNs[from..(to + 1)], requested[from..to], resident, livePages, totals.Length == 0 ? [] : totals[from..to]);
            }
        }
    }

    private void AddEach(ReadOnlySpan<long> timesNs, ReadOnlySpan<ulong> requested, ulong resident, ulong livePages, ReadOnlySpan<HeapTotals> totals)
    {
        for (int i = 0; i < requested.Length; i++)
        {
            if (totals.Length > 0)
            {
                _totals = totals[i];
                UseTotals(livePages);
            }

            AddOperation(timesNs[i + 1] - timesNs[i], requested[i], resident);
        }
    }

    private void AddOverheads(ReadOnlySpan<long> timesNs, ReadOnlySpan<ulong> requested, ulong resident)
    {
        double sum = _overheadSum;
        double allNs = _overheadNs;
        double held = (long)resident;
        long sinceNs = timesNs[0];
        for (int i = 0; i < requested.Length; i++)
        {
            double passed = timesNs[i + 1] - sinceNs;
            sinceNs = timesNs[i + 1];
            if (requested[i] != 0)
            {
                double live = (long)requested[i];
                sum += passed * ((held - live) / live);
                allNs += passed;
            }
        }

        (_overheadSum, _overheadNs) = (sum, allNs);
    }

    /// <summary>Adds all averages for events between which of the totals only the allocated bytes changed.</summary>
    private void AddAllocated(ReadOnlySpan<long> timesNs, ReadOnlySpan<ulong> requested, ulong resident, ReadOnlySpan<HeapTotals> totals)
    {
        TotalsPairs now = Totals.Now;
        TotalsPairs sums = Totals.Sums;
        double allocated = (long)_totals.AllocatedBytes;
        double active = (long)_totals.ActiveBytes;
        double held = (long)resident;
        Vector128<double> inOut = Vector128.Create(_internal.Sum, _overheadSum);
        Vector128<double> ofPages = Vector128.Create(_external.Sum, _page.Sum);
        Vector128<double> ofSpace = Vector128.Create(_virtual.Sum, _livePages.Sum);
        Vector128<double> pages = Vector128.Create(_external.Ratio, _page.Ratio);
        Vector128<double> space = Vector128.Create(_virtual.Ratio, _livePages.Ratio);
        ulong peak = 0;
        for (int i = 0; i < requested.Length; i++)
        {
            if (totals.Length > 0)
            {
                ulong bytes = totals[i].AllocatedBytes;
                peak = Math.Max(peak, bytes);
                allocated = (long)bytes;
                now.A = Vector128.Create(allocated, active);
                pages = Vector128.Create((active - allocated) / active, pages.GetElement(1));
            }

            Vector128<double> passed = Vector128.Create((double)(timesNs[i + 1] - timesNs[i]));
            double live = (long)requested[i];
            inOut += passed * ((Vector128.Create(allocated, held) - Vector128.Create(live)) / Vector128.Create(allocated, live));
            ofPages += passed * pages;
            ofSpace += passed * space;
            sums.A += now.A * passed;
            sums.B += now.B * passed;
            sums.C += now.C * passed;
        }

        double allNs = timesNs[^1] - timesNs[0];
        _internal.Resume(allNs, inOut.GetElement(0));
        _overheadSum = inOut.GetElement(1);
        _overheadNs += allNs;
        _external.Resume(allNs, ofPages.GetElement(0));
        _page.Resume(allNs, ofPages.GetElement(1));
        _virtual.Resume(allNs, ofSpace.GetElement(0));
        _livePages.Resume(allNs, ofSpace.GetElement(1));
        Totals.Resume(allNs, sums);
        if (totals.Length > 0)
        {
            _totals = totals[^1];
            Totals.RaiseAllocated(peak);
        }
    }

    /// <summary>Whether two totals differ in nothing but allocated bytes.</summary>
    private bool AreLike(in HeapTotals some, in HeapTotals others)
    {
        if (some.AllocatedBytes == 0 || some.ActiveBytes != others.ActiveBytes || some.MappedBytes != others.MappedBytes || some.ResidentBytes != others.ResidentBytes
            || some.RetainedBytes != others.RetainedBytes || some.MetadataBytes != others.MetadataBytes)
        {
            return false;
        }

        for (int i = 0; i < Totals.OwnCount; i++)
        {
            if (some.Own[i] != others.Own[i])
            {
                return false;
            }
        }

        return true;
    }
}
