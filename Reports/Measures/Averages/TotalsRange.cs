using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AllocSim.Simulator.Allocation;

namespace AllocSim.Reports.Measures.Averages;

/// <summary>Peaks, and averages over the trace's time, of what an allocator says of itself.</summary>
public sealed class TotalsRange
{
    private double _durationNs;
    private TotalsPairs _now;
    private TotalsPairs _byteNs;
    private HeapTotals _peak;
    private HeapTotals _mapped;

    /// <summary>Makes an empty record.</summary>
    /// <param name="own">Gauges of the policy's own.</param>
    public TotalsRange(int own = 0)
    {
        OwnCount = own;
    }

    /// <summary>The largest value of each, not necessarily at one time.</summary>
    public ref readonly HeapTotals Peak => ref _peak;

    /// <summary>Allocated bytes on average.</summary>
    public double MeanAllocatedBytes => Mean(_byteNs.A[0]);

    /// <summary>Active bytes on average.</summary>
    public double MeanActiveBytes => Mean(_byteNs.A[1]);

    /// <summary>Resident bytes, as the allocator says, on average.</summary>
    public double MeanResidentBytes => Mean(_byteNs.B[0]);

    /// <summary>Mapped bytes on average.</summary>
    public double MeanMappedBytes => Mean(_byteNs.B[1]);

    /// <summary>Retained bytes on average.</summary>
    public double MeanRetainedBytes => Mean(_byteNs.C[0]);

    /// <summary>Bytes of metadata on average.</summary>
    public double MeanMetadataBytes => Mean(_byteNs.C[1]);

    /// <summary>What <see cref="Set"/> said held for a time. The sums lie side by side: at some policies every operation adds to them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double passedNs)
    {
        _durationNs += passedNs;
        _byteNs.A += _now.A * passedNs;
        _byteNs.B += _now.B * passedNs;
        _byteNs.C += _now.C * passedNs;
    }

    /// <summary>The sums were kept elsewhere for a time, and are these now.</summary>
    internal void Resume(double passedNs, in TotalsPairs sums)
    {
        _durationNs += passedNs;
        _byteNs = sums;
    }

    /// <summary>Gauges of the policy's own.</summary>
    internal int OwnCount { get; }

    /// <summary>Allocated bytes were as many at some time.</summary>
    internal void RaiseAllocated(ulong bytes) => _peak.AllocatedBytes = Math.Max(_peak.AllocatedBytes, bytes);

    /// <summary>The totals, each times the nanoseconds for which it held, summed up.</summary>
    internal ref readonly TotalsPairs Sums => ref _byteNs;

    /// <summary>The totals as they are now.</summary>
    internal ref readonly TotalsPairs Now => ref _now;

    /// <summary>From now on the totals are these.</summary>
    public void Set(in HeapTotals totals)
    {
        _now.A = Pair(totals.AllocatedBytes, totals.ActiveBytes);
        _peak.AllocatedBytes = Math.Max(_peak.AllocatedBytes, totals.AllocatedBytes);
        _peak.ActiveBytes = Math.Max(_peak.ActiveBytes, totals.ActiveBytes);
        if (totals.MappedBytes != _mapped.MappedBytes || totals.ResidentBytes != _mapped.ResidentBytes || totals.RetainedBytes != _mapped.RetainedBytes || totals.MetadataBytes != _mapped.MetadataBytes)
        {
            SetMapped(totals);
        }

        for (int i = 0; i < OwnCount; i++)
        {
            _peak.Own[i] = Math.Max(_peak.Own[i], totals.Own[i]);
        }
    }

    /// <summary>What changes seldom.</summary>
    private void SetMapped(in HeapTotals totals)
    {
        _mapped = totals;
        _now.B = Pair(totals.ResidentBytes, totals.MappedBytes);
        _now.C = Pair(totals.RetainedBytes, totals.MetadataBytes);
        _peak.ResidentBytes = Math.Max(_peak.ResidentBytes, totals.ResidentBytes);
        _peak.MappedBytes = Math.Max(_peak.MappedBytes, totals.MappedBytes);
        _peak.RetainedBytes = Math.Max(_peak.RetainedBytes, totals.RetainedBytes);
        _peak.MetadataBytes = Math.Max(_peak.MetadataBytes, totals.MetadataBytes);
    }

    // Signed: processors without the longest vectors convert an unsigned number in many steps.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Pair(ulong first, ulong second) => Vector128.Create((double)(long)first, (long)second);

    private double Mean(double byteNs) => _durationNs == 0 ? 0 : byteNs / _durationNs;
}
