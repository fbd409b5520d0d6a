using AllocSim.Allocator.Jemalloc.Prof;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Tests.Jemalloc.Prof;

/// <summary>Notes which tables are taken, at which step of a test.</summary>
internal sealed class TableSizes : IProfMemory
{
    private ulong _next = 4096;

    public int Step { get; set; }

    public List<(int Step, ulong Bytes)> Taken { get; } = [];

    public ulong Allocate(Tsd thread, ulong bytes) => _next += bytes;

    public ulong AllocateBuffer(Tsd thread, ulong bytes, ulong usedBytes) => _next += bytes;

    public ulong AllocateNear(Tsd thread, ulong bytes) => _next += bytes;

    public ulong AllocateTable(Tsd thread, ulong bytes)
    {
        Taken.Add((Step, bytes));
        return _next += bytes;
    }

    public void Free(Tsd thread, ulong address)
    {
    }

    public ulong AllocateForGood(Tsd thread, ulong bytes) => _next += bytes;
}
