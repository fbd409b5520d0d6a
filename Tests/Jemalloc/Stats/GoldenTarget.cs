using System.Text.Json;
using AllocSim.Allocator.Jemalloc.Ctl.Targets;
using AllocSim.Allocator.Jemalloc.Kernel;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;
using AllocSim.Allocator.Jemalloc.Versions;
using AllocSim.Simulator.Locks;

namespace AllocSim.Tests.Jemalloc.Stats;

/// <summary>An allocator that has nothing but the statistics which the real one printed.</summary>
internal sealed class GoldenTarget : ICtlTarget
{
    private JsonElement _root;

    public GoldenTarget(string golden, JemallocOptions options)
    {
        Show(golden);
        Options = options.CompleteFor(CpuCount, Sizes);
    }

    public SizeClasses Sizes { get; } = new();

    public JemallocOptions Options { get; }

    public RecordSizes Records => JemallocVersion.V530.Records(Sizes);

    public string SystemHugePages => "madvise";

    public ulong ActiveBytes => 0;

    public int CpuCount => 2;

    public ICtlProfiler? Profiler => null;

    public int ArenaCount => 9;

    public int AutoArenaCount => 8;

    public int ManualArenaBase => 9;

    public int OversizeArenaIndex => 8;

    public int PerCpuArenaLimit => 0;

    public int CachedClassCount => 41;

    public ulong TcacheMax => 32768;

    public ulong ZeroReallocs => _root.GetProperty("stats").GetProperty("zero_reallocs").GetUInt64();

    public SimMutex CtlMutex { get; } = new("ctl");

    public ICtlBackground Background { get; } = new GoldenBackground();

    public long DefaultDirtyDecayMs => Options.DirtyDecayMs;

    public long DefaultMuzzyDecayMs => Options.MuzzyDecayMs;

    public DssPrecedence DefaultDss { get; set; } = DssPrecedence.Secondary;

    /// <summary>Metadata blocks allocated by the controls, bytes.</summary>
    public List<ulong> Metadata { get; } = [];

    /// <summary>Internal objects in use, and how often one was allocated.</summary>
    public (int InUse, int Count) Internal { get; private set; }

    /// <summary>Goes on with another output of the real allocator.</summary>
    public void Show(string golden) => _root = JsonDocument.Parse(golden).RootElement.GetProperty("jemalloc");

    public bool TrySetDefaultDecayMs(bool isDirty, long ms) => throw new NotSupportedException();

    public ICtlArena? Arena(int index)
        => _root.GetProperty("stats.arenas").TryGetProperty(index.ToString(), out var arena) ? new GoldenArena(arena, Sizes) : null;

    public ICtlArena? InitializeArena(int thread, int index, HookSet hooks = default) => throw new NotSupportedException();

    public int OwnerOf(int thread) => thread;

    public ICtlThread Thread(int thread) => throw new NotSupportedException();

    public int? ArenaOfAddress(ulong address) => address == 0x1000 ? 3 : null;

    public ulong AllocateMetadata(int thread, ulong bytes)
    {
        Metadata.Add(bytes);
        return 0x10000;
    }

    public void Touch(ulong address, ulong bytes)
    {
    }

    public void Read(ulong address, ulong bytes)
    {
    }

    public ulong AllocateInternal(int thread, ulong bytes)
    {
        Internal = (Internal.InUse + 1, Internal.Count + 1);
        return bytes;
    }

    public void FreeInternal(int thread, ulong address) => Internal = (Internal.InUse - 1, Internal.Count);

    public int? CreateTcache(int thread) => throw new NotSupportedException();

    public void FlushTcache(int thread, int index) => throw new NotSupportedException();

    public void DestroyTcache(int thread, int index) => throw new NotSupportedException();
}
