#:project ../../Workloads/Workloads.csproj
#:property PublishAot=false
// A policy and a probe of one's own: dotnet run docs/csharp/own-policy.cs traces/tiny.txt.gz
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Workloads.Files;

SimMachine machine = new();
Sizes sizes = new();
new LinePolicy().Create(machine, conf: "", new Watched(machine, args[0], sizes));
Console.WriteLine(FormattableString.Invariant($"{sizes.Objects:N0} objects of {sizes.Bytes:N0} bytes in {machine.Pages.MappedBytes:N0} mapped bytes"));

/// <summary>The policy: what the allocator is called, and how one is made.</summary>
internal sealed class LinePolicy() : AllocatorPolicy<LineAllocator>("line", "each object behind the one before; nothing is used again")
{
    public override OptionCheck Check(string conf) => conf.Length == 0 ? OptionCheck.None : OptionCheck.None with { Errors = [$"{Name} has no options"] };
    protected override LineAllocator Create(SimMachine machine, string conf) => new(new Line(machine));
}
/// <summary>Where the next object goes. Memory comes from the machine alone, 16 MiB at a time.</summary>
internal sealed class Line(SimMachine machine)
{
    private ulong _next, _end;
    public ulong Place(ulong bytes, ulong alignment = 16)
    {
        ulong address = (_next + alignment - 1) & ~(alignment - 1), length = Math.Max(16 << 20, (bytes + 4095) & ~4095UL);
        (address, _end) = address + bytes <= _end ? (address, _end) : machine.Mmap(0, length, protection: 3) is var mapped and > 0 ? (mapped, mapped + length) : (0, _end);
        _next = address == 0 ? _next : address + bytes;
        return address;
    }
}
/// <summary>The calls: a struct, so that the replay loop is compiled for it.</summary>
internal readonly struct LineAllocator(Line line) : IAllocator
{
    public void Start(int mainThread) { }
    public ulong Malloc(int thread, ulong size) => line.Place(size);
    public ulong Calloc(int thread, ulong count, ulong size) => line.Place(count * size);
    public ulong Memalign(int thread, ulong alignment, ulong size) => line.Place(size, alignment);
    public ulong AlignedAlloc(int thread, ulong alignment, ulong size) => line.Place(size, alignment);
    public ulong Realloc(int thread, ulong address, ulong size) => line.Place(size);
    public void Free(int thread, ulong address) { }
    public void ThreadExit(int thread) { }
    public ulong UsableSize(ulong address) => 0;
    public void ReadTotals(ref HeapTotals totals) { }
}
/// <summary>What the probe counts: objects, and the bytes that were asked for.</summary>
internal sealed class Sizes { public long Objects; public ulong Bytes; }
/// <summary>The probe.</summary>
internal readonly struct SizeProbe(Sizes sizes) : IReplayProbe
{
    public void Before(long index, in Operation operation) { }
    public void Made(long index, in Operation operation, ulong address, ulong size) => (sizes.Objects, sizes.Bytes) = (sizes.Objects + 1, sizes.Bytes + size);
    public void Gone(long index, in Operation operation, ulong address, ulong size) { }
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize) => sizes.Bytes += newSize;
    public void Sized(long index, in Operation operation, ulong size) { }
    public void Controlled(long index, in Operation operation, int error, ulong value) { }
}
/// <summary>Takes the allocator with its type, and replays the trace through it.</summary>
internal sealed class Watched(SimMachine machine, string trace, Sizes sizes) : IAllocatorUser<long>
{
    public long Use<TAllocator>(TAllocator allocator) where TAllocator : struct, IAllocator
    {
        using ITraceSource source = TraceFile.Open(trace);
        new ReplayEngine<TAllocator, SizeProbe>(machine, allocator, new SizeProbe(sizes)).Run(source);
        return sizes.Objects;
    }
}
