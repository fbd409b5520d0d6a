using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <summary>The profiler's records: by thread, by backtrace, and the table of samples that both are views of.</summary>
/// <remarks>
/// Records of threads are in ProfData.Threads.cs. Records are used again after their end, so that a replay allocates none. Source: jemalloc 5.3.0, `src/prof_data.c`.
/// </remarks>
internal sealed partial class ProfData
{
    private readonly IProfMemory _memory;
    private readonly bool _accumulates;
    private readonly CuckooTable<ProfGctx> _gctxs;
    private readonly Stack<ProfGctx> _spareGctxs = new();
    private readonly Stack<ProfTctx> _spareTctxs = new();

    private ProfData(IProfMemory memory, ProfMutexes mutexes, CuckooTable<ProfGctx> gctxs, bool accumulates)
    {
        _memory = memory;
        Mutexes = mutexes;
        _gctxs = gctxs;
        _accumulates = accumulates;
    }

    /// <summary>The mutexes.</summary>
    public ProfMutexes Mutexes { get; }

    /// <summary>Makes the dumps that came due while a thread was at the table of backtraces.</summary>
    public Action<Tsd, ProfTdata>? DumpPostponed { get; set; }

    /// <summary>Records of backtraces, in the order of their cells.</summary>
    public IEnumerable<ProfGctx> Gctxs => _gctxs.Values;

    /// <summary>No records; null when memory has run out. (prof_data_init)</summary>
    public static ProfData? Create(IProfMemory memory, ProfMutexes mutexes, Tsd thread, bool accumulates)
        => CuckooTable<ProfGctx>.Create(memory, thread) is { } table ? new ProfData(memory, mutexes, table, accumulates) : null;

    /// <summary>The record of a thread's samples of a backtrace, made if need be and marked as about to be used; null when memory has run out. (prof_lookup)</summary>
    public ProfTctx? Prepare(Tsd thread, Backtrace backtrace)
    {
        ProfTdata tdata = thread.ProfTdata!;
        tdata.Mutex.Lock(thread);
        bool isFound = tdata.Tctxs.TryFind(backtrace, out ProfTctx? tctx);
        if (isFound)
        {
            tctx!.IsPrepared = true;
        }

        tdata.Mutex.Unlock(thread);
        if (isFound || FindOrAddGctx(thread, backtrace, out bool isNew) is not { } gctx)
        {
            return tctx;
        }

        ulong address = _memory.AllocateNear(thread, ProfTctx.Bytes);
        if (address == 0)
        {
            GiveUp(thread, gctx, isNew);
            return null;
        }

        tctx = NewTctx(address, tdata, gctx);
        tdata.Mutex.Lock(thread);
        bool isInserted = tdata.Tctxs.TryInsert(thread, backtrace, tctx);
        tdata.Mutex.Unlock(thread);
        if (!isInserted)
        {
            GiveUp(thread, gctx, isNew);
            _memory.Free(thread, address);
            return null;
        }

        gctx.Mutex.Lock(thread);
        gctx.Tctxs.Add(tctx);
        gctx.Limbo--;
        gctx.Mutex.Unlock(thread);
        return tctx;
    }

    /// <summary>Ends a record that nothing needs any more. Its thread's mutex is held, and is released. (prof_tctx_try_destroy)</summary>
    public void ReleaseTctx(Tsd thread, ProfTctx tctx)
    {
        ProfTdata tdata = tctx.Tdata;
        if (_accumulates || tctx.Counts.CurObjs != 0 || tctx.IsPrepared || tctx.RecentCount != 0)
        {
            tdata.Mutex.Unlock(thread);
            return;
        }

        ProfGctx gctx = tctx.Gctx;
        tdata.Tctxs.Remove(thread, gctx.Backtrace);
        bool endsTdata = !tdata.IsAttached && tdata.Tctxs.Count == 0;
        tdata.Mutex.Unlock(thread);
        if (endsTdata)
        {
            DestroyTdata(thread, tdata);
        }

        gctx.Mutex.Lock(thread);
        gctx.Tctxs.Remove(tctx);
        bool endsGctx = gctx.Tctxs.Count == 0 && gctx.Limbo == 0;
        gctx.Limbo += endsGctx ? 1 : 0;
        gctx.Mutex.Unlock(thread);
        if (endsGctx)
        {
            TryDestroyGctx(thread, gctx);
        }

        _memory.Free(thread, tctx.Address);
        _spareTctxs.Push(tctx);
    }

    /// <summary>Takes the table of backtraces. (prof_enter)</summary>
    public void Enter(Tsd thread)
    {
        if (thread.ProfTdata is { } tdata)
        {
            tdata.IsEntered = true;
        }

        Mutexes.Backtraces.Lock(thread);
    }

    /// <summary>Leaves it, and makes the dumps that came due meanwhile. (prof_leave)</summary>
    public void Leave(Tsd thread)
    {
        Mutexes.Backtraces.Unlock(thread);
        if (thread.ProfTdata is { } tdata)
        {
            tdata.IsEntered = false;
            if (tdata.HasIntervalDump || tdata.HasPeakDump)
            {
                DumpPostponed?.Invoke(thread, tdata);
            }
        }
    }

    /// <summary>A dump is done with a backtrace, which ends if nothing else needs it. (prof_gctx_finish)</summary>
    public void EndDump(Tsd thread, ProfGctx gctx)
    {
        gctx.Mutex.Lock(thread);
        gctx.Limbo--;
        bool ends = !_accumulates && gctx.Tctxs.Count == 0 && gctx.Limbo == 0;
        gctx.Limbo += ends ? 1 : 0;
        gctx.Mutex.Unlock(thread);
        if (ends)
        {
            TryDestroyGctx(thread, gctx);
        }
    }

    // (prof_lookup_global)
    private ProfGctx? FindOrAddGctx(Tsd thread, Backtrace backtrace, out bool isNew)
    {
        isNew = false;
        Enter(thread);
        if (!_gctxs.TryFind(backtrace, out ProfGctx? gctx))
        {
            Leave(thread);
            gctx = NewGctx(thread, backtrace);
            if (gctx is null)
            {
                return null;
            }

            Enter(thread);
            if (!_gctxs.TryInsert(thread, backtrace, gctx))
            {
                Leave(thread);
                _memory.Free(thread, gctx.Address);
                return null;
            }

            isNew = true;
        }
        else
        {
            gctx.Mutex.Lock(thread);
            gctx.Limbo++;
            gctx.Mutex.Unlock(thread);
        }

        Leave(thread);
        return gctx;
    }

    private ProfGctx? NewGctx(Tsd thread, Backtrace backtrace)
    {
        ulong address = _memory.Allocate(thread, ProfGctx.HeaderBytes + ((ulong)backtrace.Frames.Length * sizeof(ulong)));
        if (address == 0)
        {
            return null;
        }

        ProfGctx gctx = _spareGctxs.TryPop(out ProfGctx? spare) ? spare : new ProfGctx();
        gctx.Address = address;
        gctx.Mutex = Mutexes.OfNextGctx();
        gctx.Limbo = 1;
        gctx.Backtrace = backtrace;
        return gctx;
    }

    private ProfTctx NewTctx(ulong address, ProfTdata tdata, ProfGctx gctx)
    {
        ProfTctx tctx = _spareTctxs.TryPop(out ProfTctx? spare) ? spare : new ProfTctx();
        tctx.Address = address;
        tctx.Tdata = tdata;
        tctx.Gctx = gctx;
        tctx.ThreadUid = tdata.ThreadUid;
        tctx.ThreadDiscrim = tdata.ThreadDiscrim;
        tctx.Uid = tdata.NextTctxUid++;
        tctx.RecentCount = 0;
        tctx.IsPrepared = true;
        tctx.Counts = default;
        return tctx;
    }

    private void GiveUp(Tsd thread, ProfGctx gctx, bool isNew)
    {
        if (isNew)
        {
            TryDestroyGctx(thread, gctx);
        }
    }

    // (prof_gctx_try_destroy)
    private void TryDestroyGctx(Tsd thread, ProfGctx gctx)
    {
        Enter(thread);
        gctx.Mutex.Lock(thread);
        bool isUnused = gctx.Tctxs.Count == 0 && gctx.Limbo == 1;
        if (isUnused)
        {
            _gctxs.Remove(thread, gctx.Backtrace);
            Leave(thread);
            gctx.Mutex.Unlock(thread);
            _memory.Free(thread, gctx.Address);
            _spareGctxs.Push(gctx);
        }
        else
        {
            gctx.Limbo--;
            gctx.Mutex.Unlock(thread);
            Leave(thread);
        }
    }
}
