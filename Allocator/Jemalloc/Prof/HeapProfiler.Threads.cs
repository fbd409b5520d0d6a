using AllocSim.Allocator.Jemalloc.Prof.Records;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <content>The profiler's records of threads, and their names.</content>
internal sealed partial class HeapProfiler
{
    // A trace has no names of threads. The system calls all of them as the program, until that changes it; this is the program that replays the trace.
    private const string SystemThreadName = "replay";

    /// <summary>Whether the system names threads, so that the program cannot. (prof_sys_thread_name)</summary>
    public bool NamesBySystem => _options.ProfSysThreadName;

    /// <summary>The thread ends. (prof_tdata_cleanup)</summary>
    public void ThreadExit(Tsd thread)
    {
        if (thread.ProfTdata is { } tdata)
        {
            _data!.Detach(thread, tdata);
        }
    }

    /// <summary>The thread's record, made if need be, and anew after a reset; null when memory has run out. (prof_tdata_get)</summary>
    public ProfTdata? TdataOf(Tsd thread)
    {
        ProfTdata? old = thread.ProfTdata;
        if (old is { IsExpired: false } || !thread.IsNominal)
        {
            return old;
        }

        if (old is null)
        {
            ulong uid = _data!.NewThreadUid(thread);
            return thread.ProfTdata = _data.NewTdata(thread, uid, 0, ThreadActiveInit(thread, null));
        }

        ulong nameAddress = old.Name is null ? 0 : _data!.AllocateName(thread, old.Name);
        (string? name, bool isActive) = (nameAddress == 0 ? null : old.Name, old.IsActive);
        _data!.Detach(thread, old);
        ProfTdata? made = _data.NewTdata(thread, old.ThreadUid, old.ThreadDiscrim + 1, isActive);
        if (made is not null)
        {
            (made.Name, made.NameAddress) = (name, nameAddress);
        }

        return thread.ProfTdata = made;
    }

    // (prof_sys_thread_name_fetch)
    private void FetchThreadName(Tsd thread)
    {
        if (TdataOf(thread) is not { } tdata)
        {
            return;
        }

        ulong address = _data!.AllocateName(thread, SystemThreadName);
        if (address != 0)
        {
            _data.FreeName(thread, tdata);
            (tdata.Name, tdata.NameAddress) = (SystemThreadName, address);
        }
    }
}
