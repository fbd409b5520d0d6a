using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Prof.Records;

/// <content>Records of threads.</content>
internal sealed partial class ProfData
{
    private readonly List<ProfTdata> _tdatas = [];
    private ulong _nextThreadUid;

    /// <summary>The records of all threads, also of ended ones of which samples live, in the order of dumps.</summary>
    public IReadOnlyList<ProfTdata> Tdatas => _tdatas;

    /// <summary>The number of a thread that is new to the profiler. (prof_thr_uid_alloc)</summary>
    public ulong NewThreadUid(Tsd thread)
    {
        Mutexes.NextThreadUid.Lock(thread);
        ulong uid = _nextThreadUid++;
        Mutexes.NextThreadUid.Unlock(thread);
        return uid;
    }

    /// <summary>A record for a thread; null when memory has run out. (prof_tdata_init_impl)</summary>
    public ProfTdata? NewTdata(Tsd thread, ulong uid, ulong discrim, bool isActive)
    {
        ulong address = _memory.Allocate(thread, ProfTdata.Bytes);
        if (address == 0)
        {
            return null;
        }

        if (CuckooTable<ProfTctx>.Create(_memory, thread) is not { } table)
        {
            _memory.Free(thread, address);
            return null;
        }

        ProfTdata tdata = new(address, uid, discrim, Mutexes.OfTdata(uid), table) { IsActive = isActive };
        Mutexes.Tdatas.Lock(thread);
        int place = _tdatas.FindIndex(other => ProfTdata.Compare(other, tdata) > 0);
        _tdatas.Insert(place < 0 ? _tdatas.Count : place, tdata);
        Mutexes.Tdatas.Unlock(thread);
        return tdata;
    }

    /// <summary>The thread leaves its record, which ends when no samples of it live. (prof_tdata_detach)</summary>
    public void Detach(Tsd thread, ProfTdata tdata)
    {
        tdata.Mutex.Lock(thread);
        bool ends = tdata.Tctxs.Count == 0;
        tdata.IsAttached = ends;
        thread.ProfTdata = null;
        tdata.Mutex.Unlock(thread);
        if (ends)
        {
            DestroyTdata(thread, tdata);
        }
    }

    /// <summary>From here on dumps leave out what was counted so far. (prof_reset, second half)</summary>
    public void ExpireAll(Tsd thread)
    {
        for (int i = 0; i < _tdatas.Count;)
        {
            ProfTdata tdata = _tdatas[i];
            tdata.Mutex.Lock(thread);
            bool ends = !tdata.IsExpired && !tdata.IsAttached && tdata.Tctxs.Count == 0;
            tdata.IsExpired = true;
            tdata.Mutex.Unlock(thread);
            if (ends)
            {
                DestroyTdataLocked(thread, tdata);
            }
            else
            {
                i++;
            }
        }
    }

    /// <summary>Memory for a thread's name, its end included; 0 when memory has run out. (prof_thread_name_alloc)</summary>
    public ulong AllocateName(Tsd thread, string name) => _memory.Allocate(thread, (ulong)name.Length + 1);

    /// <summary>Takes a thread's name from it.</summary>
    public void FreeName(Tsd thread, ProfTdata tdata)
    {
        if (tdata.NameAddress != 0)
        {
            _memory.Free(thread, tdata.NameAddress);
            (tdata.Name, tdata.NameAddress) = (null, 0);
        }
    }

    private void DestroyTdata(Tsd thread, ProfTdata tdata)
    {
        Mutexes.Tdatas.Lock(thread);
        DestroyTdataLocked(thread, tdata);
        Mutexes.Tdatas.Unlock(thread);
    }

    private void DestroyTdataLocked(Tsd thread, ProfTdata tdata)
    {
        _tdatas.Remove(tdata);
        FreeName(thread, tdata);
        tdata.Tctxs.Delete(thread);
        _memory.Free(thread, tdata.Address);
    }
}
