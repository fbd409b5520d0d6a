using System.Globalization;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Prof.Records;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>Sums up the live samples by thread and by backtrace, and writes them as jemalloc's heap profile does, "heap_v2".</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/prof_data.c` prof_dump_impl, `src/prof_sys.c` prof_dump.</remarks>
internal sealed class ProfDumper(ProfData data, ProfSampling sampling, FrameTable frames, bool accumulates, bool unbiases)
{
    /// <summary>Dumps.</summary>
    /// <param name="thread">The caller, which has a record.</param>
    /// <param name="output">Where the profile goes; null: only what dumping does to the allocator is done.</param>
    public ProfDumpSums Dump(Tsd thread, TextWriter? output)
    {
        data.Mutexes.Dump.Lock(thread);
        ProfCounts all = default;
        ulong leakContexts = 0;
        List<ProfGctx> gctxs = Prepare(thread, ref all, ref leakContexts);
        WriteNames(output, gctxs.Where(HasSamples));
        WriteHead(thread, output, all);
        foreach (ProfGctx gctx in gctxs)
        {
            gctx.Mutex.Lock(thread);
            if (HasSamples(gctx))
            {
                Write(output, gctx);
            }

            gctx.Mutex.Unlock(thread);
        }

        foreach (ProfGctx gctx in gctxs)
        {
            data.EndDump(thread, gctx);
        }

        data.Mutexes.Dump.Unlock(thread);
        return new ProfDumpSums(all.CurObjs, all.CurBytes, leakContexts);
    }

    // (prof_dump_prep)
    private List<ProfGctx> Prepare(Tsd thread, ref ProfCounts all, ref ulong leakContexts)
    {
        data.Enter(thread);
        List<ProfGctx> gctxs = [.. data.Gctxs];
        foreach (ProfGctx gctx in gctxs)
        {
            gctx.Mutex.Lock(thread);
            gctx.Limbo++;
            gctx.Summed = default;
            gctx.Mutex.Unlock(thread);
        }

        data.Mutexes.Tdatas.Lock(thread);
        foreach (ProfTdata tdata in data.Tdatas)
        {
            Sum(thread, tdata, ref all);
        }

        data.Mutexes.Tdatas.Unlock(thread);
        gctxs.Sort((one, other) => Backtrace.CompareInMemory(one.Backtrace, other.Backtrace));
        foreach (ProfGctx gctx in gctxs)
        {
            gctx.Mutex.Lock(thread);
            foreach (ProfTctx tctx in gctx.Tctxs.Where(tctx => !tctx.Tdata.IsExpired))
            {
                gctx.Summed.Add(tctx.Counts);
            }

            leakContexts += gctx.Summed.CurObjs != 0 ? 1UL : 0;
            gctx.Mutex.Unlock(thread);
        }

        data.Leave(thread);
        return gctxs;
    }

    private static void Sum(Tsd thread, ProfTdata tdata, ref ProfCounts all)
    {
        tdata.Mutex.Lock(thread);
        if (!tdata.IsExpired)
        {
            tdata.Summed = default;
            foreach (ProfTctx tctx in tdata.Tctxs.Values)
            {
                tctx.Gctx.Mutex.Lock(thread);
                tctx.Gctx.Mutex.Unlock(thread);
                tdata.Summed.Add(tctx.Counts);
            }

            all.Add(tdata.Summed);
        }

        tdata.Mutex.Unlock(thread);
    }

    private bool HasSamples(ProfGctx gctx) => (accumulates ? gctx.Summed.AccumObjs : gctx.Summed.CurObjs) != 0;

    // Names before the profile, as jeprof reads them: there is no program that it could look them up in. The library writes its memory map behind the profile instead.
    private void WriteNames(TextWriter? output, IEnumerable<ProfGctx> gctxs)
    {
        if (output is null)
        {
            return;
        }

        output.Write("--- symbol\n");
        foreach (ulong frame in gctxs.SelectMany(gctx => gctx.Backtrace.Frames).Distinct().Order())
        {
            // jeprof looks a caller up at the byte before the address that is returned to.
            ulong place = FrameTable.IsInnermost(frame) ? frame : frame - 1;
            output.Write(string.Create(CultureInfo.InvariantCulture, $"0x{place:x} {frames.NameOf(frame).ReplaceLineEndings(" ")}\n"));
        }

        output.Write("---\n--- heap\n");
    }

    private void WriteHead(Tsd thread, TextWriter? output, in ProfCounts all)
    {
        output?.Write(string.Create(CultureInfo.InvariantCulture, $"heap_v2/{1UL << sampling.LgSample}\n"));
        Write(output, "*", all);
        data.Mutexes.Tdatas.Lock(thread);
        foreach (ProfTdata tdata in data.Tdatas.Where(tdata => !tdata.IsExpired))
        {
            Write(output, Number(tdata.ThreadUid), tdata.Summed, tdata.Name);
        }

        data.Mutexes.Tdatas.Unlock(thread);
    }

    private void Write(TextWriter? output, ProfGctx gctx)
    {
        if (output is null)
        {
            return;
        }

        output.Write('@');
        foreach (ulong frame in gctx.Backtrace.Frames)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $" 0x{frame:x}"));
        }

        output.Write('\n');
        Write(output, "*", gctx.Summed);
        foreach (ProfTctx tctx in gctx.Tctxs.Where(tctx => !tctx.Tdata.IsExpired).Order(Comparer<ProfTctx>.Create(ProfTctx.Compare)))
        {
            Write(output, Number(tctx.ThreadUid), tctx.Counts);
        }
    }

    private void Write(TextWriter? output, string thread, in ProfCounts counts, string? name = null)
    {
        if (output is null)
        {
            return;
        }

        var (objects, bytes) = (counts.CurObjs, counts.CurBytes);
        var (allObjects, allBytes) = (counts.AccumObjs, counts.AccumBytes);
        if (unbiases)
        {
            (objects, bytes) = sampling.BeforeJeprof(counts.CurObjsShiftedUnbiased, counts.CurBytesUnbiased);
            (allObjects, allBytes) = sampling.BeforeJeprof(counts.AccumObjsShiftedUnbiased, counts.AccumBytesUnbiased);
        }

        output.Write(string.Create(CultureInfo.InvariantCulture, $"  t{thread}: {objects}: {bytes} [{allObjects}: {allBytes}]{(name is null ? "" : " " + name)}\n"));
    }

    private static string Number(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
