using System.Globalization;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Prof.Records;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <content>When a profile is dumped, and under which name. Source: jemalloc 5.3.0, `src/prof.c`, `src/prof_sys.c`.</content>
internal sealed partial class HeapProfiler
{
    private ulong _dumps;
    private ulong _intervalDumps;
    private ulong _peakDumps;
    private ulong _demandedDumps;
    private CounterAccum _sinceDump;

    /// <summary>Opens the file of a dump, by its name; null: dumps are not written, but everything else of them is done.</summary>
    public Func<string, TextWriter>? Open { get; set; }

    /// <summary>Bytes allocated between two dumps; 0 for none. (prof_interval)</summary>
    public ulong IntervalBytes { get; init; }

    /// <summary>So many bytes were allocated since the thread's last sample: it may be time for a dump. (prof_sample_event_handler)</summary>
    public void SampleTaken(Tsd thread, ulong elapsedBytes)
    {
        if (IntervalBytes != 0 && _isActive && _sinceDump.Add(elapsedBytes, IntervalBytes))
        {
            DumpInterval(thread);
        }
    }

    /// <summary>Mapped memory reached a new peak. (prof_gdump)</summary>
    public void PeakReached(Tsd? thread)
    {
        if (!_dumpsPeaks || _data is null || thread is not { ReentrancyLevel: 0 } || !_isActive || thread.ProfTdata is not { } tdata)
        {
            return;
        }

        if (tdata.IsEntered)
        {
            tdata.HasPeakDump = true;
            return;
        }

        Dump(thread, 'u', ref _peakDumps);
    }

    /// <summary>prof.dump without a name.</summary>
    /// <returns>False when the profiler gave dumps no names, or memory has run out.</returns>
    public bool TryDumpOnDemand(Tsd thread) => Dump(thread, 'm', ref _demandedDumps);

    /// <summary>The profile as it stands, outside the order of dumps.</summary>
    /// <returns>The live samples; null when memory has run out.</returns>
    public ProfDumpSums? Write(Tsd thread, TextWriter? output) => TdataOf(thread) is null ? null : Dumper.Dump(thread, output);

    /// <summary>What the library says at the end about live samples. (prof_leakcheck)</summary>
    public string[] LeakWords(in ProfDumpSums sums)
    {
        double mean = sums.Bytes / (double)sums.Objects;
        double scale = 1.0 / (1.0 - Math.Exp(-mean / (1UL << Sampling.LgSample)));
        string bytes = Counted((ulong)Math.Round(sums.Bytes * scale, MidpointRounding.AwayFromZero), "byte");
        string objects = Counted((ulong)Math.Round(sums.Objects * scale, MidpointRounding.AwayFromZero), "object");
        return [$"Leak approximation summary: ~{bytes}, ~{objects}, >= {Counted(sums.Contexts, "context")}", "Run jeprof on dump output for leak detail"];
    }

    private ProfDumper Dumper => field ??= new ProfDumper(_data!, Sampling, _backtraces.Frames, _options.ProfAccum, _options.ProfUnbias);

    private static string Counted(ulong count, string thing) => string.Create(CultureInfo.InvariantCulture, $"{count} {thing}{(count == 1 ? "" : "s")}");

    // (prof_idump)
    private void DumpInterval(Tsd thread)
    {
        if (thread.ReentrancyLevel > 0 || TdataOf(thread) is not { } tdata)
        {
            return;
        }

        if (tdata.IsEntered)
        {
            tdata.HasIntervalDump = true;
            return;
        }

        Dump(thread, 'i', ref _intervalDumps);
    }

    // (prof_leave, second half)
    private void DumpPostponed(Tsd thread, ProfTdata tdata)
    {
        bool interval = tdata.HasIntervalDump;
        bool peak = tdata.HasPeakDump;
        tdata.HasIntervalDump = false;
        tdata.HasPeakDump = false;
        if (interval && _isActive)
        {
            DumpInterval(thread);
        }

        if (peak)
        {
            PeakReached(thread);
        }
    }

    // The library's names have the process's number behind the prefix.
    private bool Dump(Tsd thread, char kind, ref ulong dumpsOfKind)
    {
        Mutexes.DumpFilename.Lock(thread);
        if (_options.ProfPrefix.Length == 0)
        {
            Mutexes.DumpFilename.Unlock(thread);
            return false;
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"{_options.ProfPrefix}.{_dumps++}.{kind}{dumpsOfKind++}.heap");
        Mutexes.DumpFilename.Unlock(thread);
        if (TdataOf(thread) is null)
        {
            return false;
        }

        thread.ReentrancyLevel++;
        using TextWriter? output = Open?.Invoke(name);
        Dumper.Dump(thread, output);
        thread.ReentrancyLevel--;
        return true;
    }
}
