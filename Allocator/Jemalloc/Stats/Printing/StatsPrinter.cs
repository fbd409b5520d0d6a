using AllocSim.Allocator.Jemalloc.Ctl;
using AllocSim.Allocator.Jemalloc.Ctl.Targets;
using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <summary>Prints the statistics as malloc_stats_print does, as JSON or as text. The other files of this class hold its sections.</summary>
/// <remarks>
/// jemalloc 5.3.0, `src/stats.c`, and je_malloc_stats_print in `src/jemalloc.c`. Printing leaves its marks on the allocator: a 64 KiB buffer is allocated, the
/// statistics are refreshed, and every value is read through the controls under their lock. Letters in the options: J for JSON; the others leave sections out:
/// g general, m merged, d destroyed, a single arenas, b bins, l large, x mutexes, e extents, h huge pages.
/// </remarks>
public sealed partial class StatsPrinter
{
    /// <summary>The letters that the options can have.</summary>
    public const string Letters = "Jgmdablxeh";

    private readonly CtlReader _ctl;
    private readonly StatsEmitter _output;
    private readonly SizeClasses _sizes;
    private readonly string _options;
    private readonly StatsLayout _layout;
    private readonly string _systemThp;

    private StatsPrinter(CtlReader ctl, StatsEmitter output, ICtlTarget target, StatsLayout layout, string options)
    {
        _ctl = ctl;
        _output = output;
        _sizes = target.Sizes;
        _systemThp = target.SystemHugePages;
        _layout = layout;
        _options = options;
    }

    private bool IsText => !Has('J');

    private bool HasMutexes => !Has('x');

    /// <summary>Prints.</summary>
    /// <param name="ctl">The controls.</param>
    /// <param name="thread">The caller.</param>
    /// <param name="output">Where the text goes.</param>
    /// <param name="options">The letters; others than <see cref="Letters"/> mean nothing.</param>
    public static void Print(Ctl.Ctl ctl, int thread, TextWriter output, string options = "J")
    {
        StatsLayout _layout = ctl.Target.Options.Version.Statistics;
        ulong buffer = _layout.BufferBytes == 0 ? 0 : ctl.Target.AllocateInternal(thread, _layout.BufferBytes);
        var epoch = new CtlCall { OldLength = sizeof(ulong), NewLength = sizeof(ulong), NewValue = 1 };
        using CountingWriter text = new(output);
        if (ctl.ByName(thread, "epoch", ref epoch) == Errno.Ok)
        {
            StatsEmitter emitter = options.Contains('J', StringComparison.Ordinal) ? new JsonEmitter(text, _layout.IsIndented) : new TextEmitter(text);
            new StatsPrinter(new CtlReader(ctl, thread, _layout.ReadsByName), emitter, ctl.Target, _layout, options).PrintAll();
        }

        if (buffer != 0)
        {
            ctl.Target.Touch(buffer, Math.Min(text.Count, _layout.BufferBytes - 1) + 1); // A 0 behind the text.
            ctl.Target.FreeInternal(thread, buffer);
        }
    }

    private bool Has(char letter) => _options.Contains(letter, StringComparison.Ordinal);

    private void PrintAll()
    {
        _output.Begin();
        if (!Has('g'))
        {
            PrintGeneral();
        }

        PrintTotals();
        PrintArenas();
        _output.End();
    }

    private void PrintTotals()
    {
        string[] names = _layout.HasParts ? ["allocated", "active", "metadata", "metadata_edata", "metadata_rtree", "metadata_thp", "resident", "mapped", "retained"] : ["allocated", "active", "metadata", "metadata_thp", "resident", "mapped", "retained"];
        string[] backgroundNames = ["num_threads", "num_runs", "run_interval"];
        var v = names.Select(name => _ctl.Get("stats." + name)).ToArray();
        ulong? zeroReallocs = _layout.HasZeroReallocs ? _ctl.Get("stats.zero_reallocs") : null;
        var b = backgroundNames.Select(name => _ctl.Get("stats.background_thread." + name)).ToArray();
        _output.BeginObject("stats");
        PrintNumbers(names, v);
        if (zeroReallocs is { } count)
        {
            _output.Number("zero_reallocs", count);
        }

        if (_layout.HasParts)
        {
            _output.Print($"Allocated: {v[0]}, active: {v[1]}, metadata: {v[2]} (n_thp {v[5]}, edata {v[3]}, rtree {v[4]}), resident: {v[6]}, mapped: {v[7]}, retained: {v[8]}\n");
        }
        else
        {
            _output.Print($"Allocated: {v[0]}, active: {v[1]}, metadata: {v[2]} (n_thp {v[3]}), resident: {v[4]}, mapped: {v[5]}, retained: {v[6]}\n");
        }

        if (zeroReallocs is not null)
        {
            _output.Print($"Count of realloc(non-null-ptr, 0) calls: {zeroReallocs}\n");
        }

        _output.BeginObject("background_thread");
        PrintNumbers(backgroundNames, b);
        _output.EndObject();
        _output.Print($"Background threads: {b[0]}, num_runs: {b[1]}, run_interval: {b[2]} ns\n");
        if (HasMutexes)
        {
            PrintGlobalMutexes();
        }

        _output.EndObject();
    }

    private void PrintArenas()
    {
        if (Has('m') && Has('d') && Has('a'))
        {
            return;
        }

        _output.BeginObject("stats.arenas");
        var isInitialized = ReadInitialized(out var isDestroyedInitialized);
        if (!Has('m') && (Has('a') || isInitialized.Count(i => i) > 1))
        {
            PrintArena("merged", $"Merged arenas stats:\n", CtlArenas.All);
        }

        if (!Has('d') && isDestroyedInitialized)
        {
            PrintArena("destroyed", $"Destroyed arenas stats:\n", CtlArenas.Destroyed);
        }

        for (var i = 0; i < isInitialized.Length && !Has('a'); i++)
        {
            if (isInitialized[i])
            {
                PrintArena(i.ToString(System.Globalization.CultureInfo.InvariantCulture), $"arenas[{i}]:\n", (ulong)i);
            }
        }

        _output.EndObject();
    }

    private bool[] ReadInitialized(out bool isDestroyedInitialized)
    {
        const string Name = "arena.0.initialized";
        var isInitialized = new bool[_ctl.Get("arenas.narenas")];
        ulong[] mib = new ulong[Ctl.Ctl.MaxDepth];
        int depth = _ctl.Resolve(mib, 0, Name);
        for (var i = 0; i < isInitialized.Length; i++)
        {
            mib[1] = (ulong)i;
            isInitialized[i] = _ctl.GetByMib(mib, depth, Name).OldValue != 0;
        }

        mib[1] = CtlArenas.Destroyed;
        isDestroyedInitialized = _ctl.GetByMib(mib, depth, Name).OldValue != 0;
        return isInitialized;
    }

    private void Row(StatsColumns columns, params object[] cells)
    {
        if (_layout.WithoutColumns.Length == 0)
        {
            _output.Row(columns, cells);
            return;
        }

        int[] kept = [.. Enumerable.Range(0, columns.Titles.Length).Where(i => !_layout.WithoutColumns.Contains(columns.Titles[i]))];
        _output.Row(new StatsColumns([.. kept.Select(i => columns.Titles[i])], [.. kept.Select(i => columns.Widths[i])]), [.. kept.Select(i => cells[i])]);
    }

    private void PrintNumbers(string[] names, ulong[] values)
    {
        for (var i = 0; i < names.Length; i++)
        {
            _output.Number(names[i], values[i]);
        }
    }

    // Rows without anything in them are left out of the text; a line stands for them.
    private void PrintGap(bool wasInGap, bool isInGap)
    {
        if (wasInGap && !isInGap)
        {
            _output.Print($"{_layout.Gap}");
        }
    }
}
