using System.Globalization;
using AllocSim.Cli.Differential.Library;
using AllocSim.Cli.Recording;
using AllocSim.Reports.Validation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Contention.Traces;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;
using AllocSim.Simulator.Text;
using AllocSim.Workloads.Recorder;
using AllocSim.Workloads.Sinks;
using AllocSim.Workloads.Sources;

namespace AllocSim.Cli.Verification.Memory;

/// <summary>One run of a program under the real library with one set of options, and its replays.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Library">Its library.</param>
/// <param name="Conf">The options.</param>
/// <param name="Number">Number of the run, from 1.</param>
internal sealed record MemoryRun(Policy Policy, LibraryFile Library, string Conf, int Number)
{
    private const ulong HeapTopMin = 0x7e40_0000_0000;

    /// <summary>Runs the program, and replays what was recorded.</summary>
    /// <param name="terminal">Who is told.</param>
    /// <param name="program">The program and its arguments.</param>
    /// <param name="trace">Where the recording goes as a trace; null for nowhere.</param>
    /// <exception cref="UsageException">Nothing of it could be recorded, or looked at.</exception>
    public MemoryComparison Compare(Terminal terminal, string[] program, string? trace)
    {
        string place = Directory.CreateTempSubdirectory("allocsim-").FullName;
        try
        {
            RecordedImage image = Record(terminal, program, new RecordFolder(place));
            if (trace is not null)
            {
                using RecordingReader copied = new(image.File);
                using ITraceSink sink = TraceOutput.Create(trace, copied.Origin);
                TraceOutput.Copy(copied, sink);
            }

            using RecordingReader recording = new(image.File);
            InMemoryTrace calls = InMemoryTrace.Load(recording);
            TraceMark[] marks = [.. recording.Marks.Where(mark => mark.Kind == TraceMarkKind.ResidentSample)];
            if (marks.Length == 0)
            {
                throw new UsageException([calls.OperationCount == 0 ? $"{program[0]} made no visible call to malloc" : "resident pages cannot be read: that needs Linux 6.7 or later (PAGEMAP_SCAN)"]);
            }

            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"replaying {calls.OperationCount} {Quantity.Noun(calls.OperationCount, "operation")}, looked at {marks.Length} {Quantity.Noun(marks.Length, "time")}"));
            return new MemoryComparison(Join(marks, Replay(calls, marks, TouchMode.Size, image.Header), Replay(calls, marks, TouchMode.First, image.Header)));
        }
        finally
        {
            Directory.Delete(place, recursive: true);
        }
    }

    private RecordedImage Record(Terminal terminal, string[] program, RecordFolder folder)
    {
        string file = RecordedRun.Locate(program[0]);
        if (ElfFile.TryRead(file)?.OwnMalloc is { } function)
        {
            throw new UsageException([RecordConversion.OwnAllocator(program[0], function)]);
        }

        string recorder = RecorderLibrary.Build(UserFolder.Cache, RecorderLibrary.UsesXCalls(file), withHeap: true);
        using SignalGuard signals = new();
        RecordedRun run = new(terminal, folder, signals);
        (_, int code, _) = run.Run(file, program[1..], [recorder, Library.Path], [.. Policy.Grammar.Environment(Conf), new("ALLOCSIM_RECORD_HEAP", Library.Path)], Path.Combine(folder.FullPath, "recording.atrace"));
        if (code != 0)
        {
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{program[0]} ended with exit code {code}"));
        }

        List<RecordedImage> images = folder.Images();
        if (images.Count == 0)
        {
            throw new UsageException([RecordConversion.NothingRecorded]);
        }

        RecordedImage most = images.MaxBy(image => new FileInfo(image.File).Length)!;
        if (images.Count > 1)
        {
            terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{images.Count} programs ran; the one with the most calls is used: {most.Header.Command}"));
        }

        return most;
    }

    private IReadOnlyList<long> Replay(InMemoryTrace calls, TraceMark[] marks, TouchMode touch, RecordingHeader places)
    {
        // Allocators draw random numbers from addresses of their own records; these are the real ones where mappings begin at the same place.
        // The break matters too: a page map has a leaf for so many addresses, and a heap that happens to cross a border holds one more (2 MiB where a leaf is for 2 GiB).
        MachineOptions system = SystemSettings.Read();
        MachineOptions placed = system with
        {
            MmapTop = places.HeapTop >= HeapTopMin ? places.HeapTop : system.MmapTop,
            BreakBase = places.HeapBreak > 0 ? places.HeapBreak : system.BreakBase,
        };
        SimMachine machine = new(Policy.Adapt(placed));
        HeldMemory held = new(marks, machine);
        ReplaySession session = SessionOpener.Open(Policy, machine, Conf, new ReplayOptions { Touch = touch, IsLenient = true }, null, (_, _) => [held]);
        session.Objects.Reserve(calls.SlotCount);
        session.Names = calls.Names;
        foreach (OperationBatch batch in calls.Batches)
        {
            session.Run(batch.Operations.AsSpan(0, batch.Count));
        }

        held.Finish();
        return held.Bytes;
    }

    private MemorySample[] Join(TraceMark[] marks, IReadOnlyList<long> all, IReadOnlyList<long> first)
        => [.. marks.Select((mark, i) => new MemorySample { Run = Number, Conf = Conf, Operation = mark.Index, TimeNs = mark.TimeNs, RealBytes = mark.Value, SimulatedBytes = all[i], FirstBytes = first[i] })];
}
