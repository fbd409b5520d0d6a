using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;
using AllocSim.Simulator.Machine;
using AllocSim.Simulator.Naming;
using AllocSim.Simulator.Text;

namespace AllocSim.Tests.Walkthrough;

/// <summary>The policy: all that the program knows of the allocator.</summary>
internal sealed class ShelfPolicy() : AllocatorPolicy<ShelfAllocator>("shelf", "powers of two on shelves; a model for learning")
{
    private const string ChunkOption = "chunk_kib";

    public override PolicyTraits Traits { get; } = new() { SmallestAlignment = 16, Measures = HeapMeasures.Allocated | HeapMeasures.Mapped };

    public override IReadOnlyList<PolicyOption> Options { get; } = [new(ChunkOption, "a power of two from 16 to 65536, in KiB", "64", "bytes that a shelf is filled from")];

    public override IReadOnlyList<OwnGauge> Gauges { get; } = [new("chunks", "", ColumnKind.Counter, "chunks made so far") { IsWork = true }];

    public override IReadOnlyList<OwnFigure> Figures { get; } = [new("chunks", OwnFigureKind.End, "chunks")];

    public override IReadOnlyList<TableDeclaration> Tables { get; } =
    [
        new("shelves", TableMoment.PeakAndEnd,
        [
            TableColumn.Key("size_bytes", "bytes of an object", "bytes"),
            TableColumn.Gauge("free_objects", "", "objects that lie on the shelf"),
            TableColumn.Gauge("free_bytes", "bytes", "their bytes together"),
        ]) { Help = "one shelf" },
    ];

    public override IReadOnlyList<OwnChart> Charts(RunData run)
    {
        TableCell[][] peak = run["shelves"].Where("moment", "peak");
        return peak.Length == 0 ? [] :
        [
            new OwnBars
            {
                Name = "shelves",
                Title = "Free objects at the peak",
                Section = ChartSection.SmallObjects,
                CategoryLabel = "size of the objects",
                CategoryUnit = "bytes",
                ValueLabel = "memory on shelves",
                ValueUnit = "bytes",
                CategoryColumn = "size_bytes",
                Categories = [.. peak.Select(row => run["shelves"].At(row, "size_bytes").Text)],
                Series = [new OwnSeries("free_bytes", "free", run["shelves"].Numbers("free_bytes", peak))],
                NoteColumn = "free_objects",
                Notes = [.. peak.Select(row => Quantity.Count(run["shelves"].At(row, "free_objects").Count))],
            },
        ];
    }

    public override OptionCheck Check(string conf)
    {
        List<string> errors = [];
        ulong bytes = Parse(conf, errors);
        return new OptionCheck(errors, [], [new(ChunkOption, Quantity.Count((long)(bytes >> 10)).Replace(",", "", StringComparison.Ordinal))]);
    }

    protected override ShelfAllocator Create(SimMachine machine, string conf) => new(new ShelfHeap(machine, Parse(conf, [])));

    private static ulong Parse(string conf, List<string> errors)
    {
        ulong kib = 64;
        foreach (string option in conf.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = option.Split(':', 2);
            if (parts[0] != ChunkOption)
            {
                errors.Add($"option '{parts[0]}' is not known to shelf{NearestName.Question(parts[0], [ChunkOption])}");
            }
            else if (parts.Length < 2 || !ulong.TryParse(parts[1], out kib) || kib is < 16 or > 65536 || !ulong.IsPow2(kib))
            {
                errors.Add($"option {ChunkOption}: '{(parts.Length < 2 ? "" : parts[1])}' is not a valid value, expected a power of two from 16 to 65536");
                kib = 64;
            }
        }

        return kib << 10;
    }
}
