using System.Globalization;
using AllocSim.Allocator.Classic.Ctl;
using AllocSim.Allocator.Classic.Options;
using AllocSim.Allocator.Classic.Sizes;

namespace AllocSim.Allocator.Classic.Stats;

/// <summary>What malloc_stats_print prints. (stats.c)</summary>
internal sealed partial class StatsText
{
    private readonly ClassicHeap _heap;
    private readonly ControlStats _stats;
    private readonly TextWriter _output;
    private readonly Geometry _geometry;
    private readonly ClassicOptions _options;

    /// <summary>Makes it.</summary>
    /// <param name="heap">The heap.</param>
    /// <param name="stats">Its counts, refreshed.</param>
    /// <param name="output">Where to print.</param>
    public StatsText(ClassicHeap heap, ControlStats stats, TextWriter output)
    {
        _heap = heap;
        _stats = stats;
        _output = output;
        _geometry = heap.Parts.Geometry;
        _options = heap.Parts.Options;
    }

    /// <summary>Prints.</summary>
    /// <param name="letters">Sections to leave out: g, m, a.</param>
    public void Write(string letters)
    {
        Line($"___ Begin jemalloc statistics ___");
        if (!letters.Contains('g', StringComparison.Ordinal))
        {
            WriteGeneral();
        }

        WriteTotals();
        uint count = _heap.Arenas.Count;
        bool isMerged = !letters.Contains('m', StringComparison.Ordinal);
        if (isMerged && Initialized(count) > 1)
        {
            Line($"");
            Line($"Merged arenas stats:");
            WriteArena(_stats.Of(count));
        }

        if (!letters.Contains('a', StringComparison.Ordinal))
        {
            WriteArenas(count);
        }

        Line($"--- End jemalloc statistics ---");
    }

    // The build has no version: it was made from the sources of the tag, where that is taken from the history.
    private void WriteGeneral()
    {
        Line($"Version: ");
        Line($"Assertions disabled");
        Line($"Run-time option settings:");
        WriteOptions();
        Line($"CPUs: {(uint)_heap.Parts.Machine.CpuCount}");
        Line($"Max arenas: {_heap.Arenas.Count}");
        Line($"Pointer size: {RecordSizes.Word}");
        Line($"Quantum size: {Geometry.Quantum}");
        Line($"Cacheline size (assumed): {RecordSizes.CacheLine}");
        Line($"Subpage spacing: {Geometry.Subpage}");
        Line($"Tiny 2^n-spaced sizes: [{Geometry.TinyMin}..{Geometry.Quantum >> 1}]");
        Line($"Quantum-spaced sizes: [{Geometry.Quantum}..{_geometry.QspaceMax}]");
        Line($"Cacheline-spaced sizes: [{_geometry.CspaceMin}..{_geometry.CspaceMax}]");
        Line($"Subpage-spaced sizes: [{_geometry.SspaceMin}..{_geometry.SspaceMax}]");
        Line($"Min active:dirty page ratio per arena: {(_options.LgDirtyMult < 0 ? "N/A" : Shifted(_options.LgDirtyMult) + ":1")}");
        Line($"Maximum thread-cached size class: {_heap.Caches.MaxClass}");
        Line($"Thread cache GC sweep interval: {(_options is { Tcache: true, LgTcacheGcSweep: >= 0 } ? Shifted(_options.LgTcacheGcSweep) : "N/A")}");
        Line($"Chunk size: {_geometry.ChunkBytes} (2^{_geometry.ChunkShift})");
    }

    private void WriteOptions()
    {
        foreach (ConfOption option in ConfOptions.All)
        {
            if (option.Name is "lg_tcache_max" or "isthreaded")
            {
                continue; // There is no control for the one, and the other is none of the library's.
            }

            Line($"  opt.{option.Name}: {(option.Name == "narenas" ? _heap.Arenas.OptNarenas.ToString(CultureInfo.InvariantCulture) : option.Text(_options))}");
        }
    }

    private void WriteTotals()
    {
        Line($"Allocated: {_stats.AllocatedBytes}, active: {_stats.ActiveBytes}, mapped: {_stats.MappedBytes}");
        Line($"chunks: nchunks   highchunks    curchunks");
        Line($"  {_stats.ChunksTotal,13}{_stats.ChunksHigh,13}{_stats.ChunksCurrent,13}");
        Line($"huge: nmalloc      ndalloc    allocated");
        Line($" {_heap.Huge.Mallocs,12} {_heap.Huge.Dallocs,12} {_heap.Huge.Bytes,12}");
    }

    private void WriteArenas(uint count)
    {
        for (uint i = 0; i < count; i++)
        {
            if (_stats.IsInitialized(i))
            {
                Line($"");
                Line($"arenas[{i}]:");
                WriteArena(_stats.Of(i));
            }
        }
    }

    private int Initialized(uint count)
    {
        int initialized = 0;
        for (uint i = 0; i < count; i++)
        {
            initialized += _stats.IsInitialized(i) ? 1 : 0;
        }

        return initialized;
    }

    // The library shifts 32 bits, which go round.
    private static string Shifted(int bits) => (1u << bits).ToString(CultureInfo.InvariantCulture);

    private void Line(FormattableString text)
    {
        _output.Write(text.ToString(CultureInfo.InvariantCulture));
        _output.Write('\n');
    }
}
