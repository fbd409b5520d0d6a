using System.Globalization;
using AllocSim.Cli.Differential.Library;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Cli.Differential.Comparing;

/// <summary>The simulator's run beside the library's, batch by batch.</summary>
internal sealed class SimulatedSide : IDisposable
{
    private readonly ComparisonSettings _settings;
    private readonly SystemCallLog _log;
    private readonly ReplaySession _session;
    private readonly MomentWatch? _moments;
    private readonly Queue<long> _recordLooks;
    private long _lastRecordLook = -1;

    /// <summary>Opens a replay.</summary>
    /// <param name="settings">Policy, options, machine.</param>
    /// <param name="blocks">Blocks of threads; one may be added before its thread's first operation.</param>
    /// <param name="probe">Holds answers against the library's.</param>
    public SimulatedSide(ComparisonSettings settings, IReadOnlyDictionary<int, ulong> blocks, IReplayProbe? probe)
    {
        _settings = settings;
        _log = new SystemCallLog(Calls);
        Machine = new SimMachine(settings.Policy.Adapt(new MachineOptions { CpuCount = settings.CpuCount, ThreadBlocks = blocks, KernelMakesHugePages = !settings.ComparesPages || settings.MakesHugePages })) { Log = _log };
        _moments = settings.ComparesPages ? new MomentWatch(settings.Looks, settings.LooksAtEnd, index => Pages[index] = PageLook.At(Machine.Pages)) : null;
        _recordLooks = new Queue<long>(settings.Records is null ? [] : settings.RecordLooks);
        ReplayOptions options = new() { Touch = settings.Touch, StatsWriter = index => new KeptText<long>(Statistics, index), StatsOptions = settings.Policy.StatisticsOptions?.Usual ?? "" };
        IReplayProbe[] probes = [.. new IReplayProbe?[] { _moments, probe }.OfType<IReplayProbe>()];
        _session = SessionOpener.Open(settings.Policy, Machine, settings.Conf, options, null, (_, _) => probes);
        if (_session.Allocator is IProfilingAllocator { IsProfiling: true } profiling)
        {
            profiling.OpenProfile = name => new KeptText<string>(Profiles, name);
        }
    }

    /// <summary>The machine.</summary>
    public SimMachine Machine { get; }

    /// <summary>The allocator.</summary>
    public IAllocator Allocator => _session.Allocator;

    /// <summary>Calls to the system since they were last cleared.</summary>
    public MemoryStream Calls { get; } = new();

    /// <summary>Statistics by the operation that asked for them.</summary>
    public SortedDictionary<long, string> Statistics { get; } = [];

    /// <summary>Pages by the operation after which they were looked at.</summary>
    public SortedDictionary<long, PageLook> Pages { get; } = [];

    /// <summary>Records by the operation after which they were looked at.</summary>
    public SortedDictionary<long, string> Records { get; } = [];

    /// <summary>Address of the library's page map, which the records of the simulator take over.</summary>
    public ulong MapRoot { get; set; }

    /// <summary>Heap profiles that were written since they were last cleared, by name.</summary>
    public SortedDictionary<string, string> Profiles { get; } = new(StringComparer.Ordinal);

    /// <summary>Where the object in a slot lies; 0 where it could not be made.</summary>
    public ulong AddressOf(int slot) => _session.Objects.AddressOf(slot);

    /// <summary>Replays the next operations.</summary>
    public void Run(ReadOnlySpan<Operation> operations, IReadOnlyList<string> names)
    {
        _session.Names = names;

        // Records are looked at before anything of the next operation has begun: its thread may be one that is not there yet.
        while (_recordLooks.TryPeek(out long look) && look < _session.OperationCount + operations.Length)
        {
            int count = (int)(_recordLooks.Dequeue() + 1 - _session.OperationCount);
            _session.Run(operations[..count]);
            operations = operations[count..];
            DumpRecords(look);
        }

        _session.Run(operations);
        _log.Flush();
    }

    /// <summary>The trace has ended: looks at pages and records where that was asked for, and gives the statistics.</summary>
    /// <param name="tellsStatistics">Whether they are wanted.</param>
    /// <returns>The statistics; null where the allocator has none, or they are not wanted.</returns>
    public string? Finish(bool tellsStatistics)
    {
        _moments?.Finish();
        if (_settings.Records is not null && _session.OperationCount - 1 > _lastRecordLook)
        {
            DumpRecords(_session.OperationCount - 1);
        }

        if (!tellsStatistics)
        {
            _log.Flush();
            return null;
        }

        using StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        bool has = _session.TryWriteStats(text, _settings.Policy.StatisticsOptions?.Usual ?? "");
        _log.Flush();
        return has ? text.ToString() : null;
    }

    /// <summary>The heap profile at the end, where the allocator makes profiles. The run is over then: what the writing takes is not compared.</summary>
    public void WriteFinalProfile()
    {
        if (_session.Allocator is IProfilingAllocator { IsProfiling: true } profiling)
        {
            Machine.Log = null;
            using KeptText<string> text = new(Profiles, ProfileComparison.Final);
            profiling.WriteProfile(Math.Max(Machine.Threads.MainThread, 0), text);
        }
    }

    private void DumpRecords(long index)
    {
        _lastRecordLook = index;
        using KeptText<long> text = new(Records, index);
        ((IRecordDumping)_session.Allocator).DumpRecords(text, index, MapRoot);
    }

    /// <summary>Writes out what was logged of an operation that did not come to its end.</summary>
    public void Flush() => _log.Flush();

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();

    private sealed class KeptText<TKey> : StringWriter
        where TKey : notnull
    {
        private readonly SortedDictionary<TKey, string> _kept;
        private readonly TKey _key;

        public KeptText(SortedDictionary<TKey, string> kept, TKey key)
            : base(CultureInfo.InvariantCulture)
        {
            NewLine = "\n";
            _kept = kept;
            _key = key;
        }

        protected override void Dispose(bool disposing)
        {
            _kept[_key] = ToString();
            base.Dispose(disposing);
        }
    }
}
