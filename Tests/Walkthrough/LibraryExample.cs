using System.Numerics;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads.Files;

namespace AllocSim.Tests.Walkthrough;

/// <summary>The libraries used from C#: an allocator and a probe of one's own, and a trace through both.</summary>
internal static class LibraryExample
{
    /// <summary>Replays a trace.</summary>
    /// <returns>Objects by size, up to each power of two, and the bytes that the allocator took from the system.</returns>
    public static (long[] Objects, ulong MappedBytes) Run(string trace)
    {
        SimMachine machine = new();
        SizeProbe probe = new(new long[64]);
        ReplayEngine<LineAllocator, SizeProbe> engine = new(machine, new LineAllocator(new Line(machine)), probe);
        using ITraceSource source = TraceFile.Open(trace);
        engine.Run(source);
        return (probe.Objects, machine.Pages.MappedBytes);
    }

    /// <summary>Where the next object goes: behind the one before.</summary>
    private sealed class Line(SimMachine machine)
    {
        private const ulong ChunkBytes = 16 << 20;
        private ulong _next;
        private ulong _end;

        public ulong Allocate(ulong bytes, ulong alignment = 16)
        {
            ulong address = (_next + alignment - 1) & ~(alignment - 1);
            if (address + bytes > _end)
            {
                ulong length = Math.Max(ChunkBytes, (bytes + 4095) & ~4095UL);
                address = machine.Mmap(0, length, protection: 3);
                _end = address == 0 ? 0 : address + length;
            }

            _next = address + bytes;
            return address;
        }
    }

    /// <summary>The calls, as a struct, so that the replay loop is compiled for it.</summary>
    private readonly struct LineAllocator(Line line) : IAllocator
    {
        public void Start(int mainThread) { }

        public ulong Malloc(int thread, ulong size) => line.Allocate(size);

        public ulong Calloc(int thread, ulong count, ulong size) => line.Allocate(count * size);

        public ulong Memalign(int thread, ulong alignment, ulong size) => line.Allocate(size, alignment);

        public ulong AlignedAlloc(int thread, ulong alignment, ulong size) => line.Allocate(size, alignment);

        public ulong Realloc(int thread, ulong address, ulong size) => line.Allocate(size);

        public void Free(int thread, ulong address) { }

        public void ThreadExit(int thread) { }

        public ulong UsableSize(ulong address) => 0;

        public void ReadTotals(ref HeapTotals totals) { }
    }

    /// <summary>Counts objects by size.</summary>
    private readonly struct SizeProbe(long[] objects) : IReplayProbe
    {
        public long[] Objects => objects;

        public void Before(long index, in Operation operation) { }

        public void Made(long index, in Operation operation, ulong address, ulong size) => objects[size <= 1 ? 0 : BitOperations.Log2(size - 1) + 1]++;

        public void Gone(long index, in Operation operation, ulong address, ulong size) { }

        public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize) { }

        public void Sized(long index, in Operation operation, ulong size) { }

        public void Controlled(long index, in Operation operation, int error, ulong value) { }
    }
}
