using AllocSim.Allocator.Jemalloc.Ctl;

namespace AllocSim.Allocator.Jemalloc.Stats;

/// <summary>Prints the statistics as malloc_stats_print does with option J. The other files of this class hold its sections.</summary>
/// <remarks>
/// jemalloc 5.3.0, `src/stats.c`, and je_malloc_stats_print in `src/jemalloc.c`. Printing leaves its marks on the allocator: a 64 KiB buffer is allocated, the
/// statistics are refreshed, and every value is read through the controls under their lock. Letters in the options leave sections out: g general, m merged, d destroyed,
/// a single arenas, b bins, l large, x mutexes, e extents, h huge pages.
/// </remarks>
public sealed partial class StatsPrinter
{
    private const ulong BufferBytes = 65536;

    private readonly CtlReader ctl;
    private readonly JsonEmitter json;
    private readonly string omitted;
    private readonly ulong pageClassCount;

    private StatsPrinter(CtlReader ctl, JsonEmitter json, string options, int pageClasses)
    {
        this.ctl = ctl;
        this.json = json;
        omitted = options;
        pageClassCount = (ulong)pageClasses;
    }

    private bool HasMutexes => !Omits('x');

    /// <summary>Prints.</summary>
    /// <param name="ctl">The controls.</param>
    /// <param name="thread">The caller.</param>
    /// <param name="output">Where the text goes.</param>
    /// <param name="options">The letters; J is implied.</param>
    public static void Print(Ctl.Ctl ctl, int thread, TextWriter output, string options = "J")
    {
        var buffer = ctl.Target.AllocateInternal(thread, BufferBytes);
        var epoch = new CtlCall { OldLength = sizeof(ulong), NewLength = sizeof(ulong), NewValue = 1 };
        if (ctl.ByName(thread, "epoch", ref epoch) == Errno.Ok)
        {
            new StatsPrinter(new CtlReader(ctl, thread), new JsonEmitter(output), options, ctl.Target.Sizes.PageClassCount).PrintAll();
        }

        if (buffer != 0)
        {
            ctl.Target.FreeInternal(thread, buffer);
        }
    }

    private bool Omits(char letter) => omitted.Contains(letter, StringComparison.Ordinal);

    private void PrintAll()
    {
        json.BeginObject();
        json.BeginObject("jemalloc");
        if (!Omits('g'))
        {
            PrintGeneral();
        }

        PrintTotals();
        PrintArenas();
        json.EndObject();
        json.EndObject();
    }

    private void PrintTotals()
    {
        string[] names = ["allocated", "active", "metadata", "metadata_thp", "resident", "mapped", "retained", "zero_reallocs"];
        string[] backgroundNames = ["num_threads", "num_runs", "run_interval"];
        var values = names.Select(name => ctl.Get("stats." + name)).ToArray();
        var backgroundValues = backgroundNames.Select(name => ctl.Get("stats.background_thread." + name)).ToArray();
        json.BeginObject("stats");
        PrintNumbers(names, values);
        json.BeginObject("background_thread");
        PrintNumbers(backgroundNames, backgroundValues);
        json.EndObject();
        if (HasMutexes)
        {
            PrintGlobalMutexes();
        }

        json.EndObject();
    }

    private void PrintGlobalMutexes()
    {
        json.BeginObject("mutexes");
        var uptime = ctl.GetOfArena("stats.arenas.0.uptime", 0).OldValue;
        var mib = CtlReader.NewMib();
        var depth = ctl.Prepare(mib, 0, "stats.mutexes");
        for (var i = 0; i < (int)GlobalMutex.Count; i++)
        {
            PrintMutex(mib, depth, MutexNames.Of((GlobalMutex)i), uptime);
        }

        json.EndObject();
    }

    private void PrintArenas()
    {
        if (Omits('m') && Omits('d') && Omits('a'))
        {
            return;
        }

        json.BeginObject("stats.arenas");
        var isInitialized = ReadInitialized(out var isDestroyedInitialized);
        if (!Omits('m') && (Omits('a') || isInitialized.Count(i => i) > 1))
        {
            PrintArena("merged", CtlArenas.All);
        }

        if (!Omits('d') && isDestroyedInitialized)
        {
            PrintArena("destroyed", CtlArenas.Destroyed);
        }

        for (var i = 0; i < isInitialized.Length && !Omits('a'); i++)
        {
            if (isInitialized[i])
            {
                PrintArena(i.ToString(System.Globalization.CultureInfo.InvariantCulture), (ulong)i);
            }
        }

        json.EndObject();
    }

    private bool[] ReadInitialized(out bool isDestroyedInitialized)
    {
        const string Name = "arena.0.initialized";
        var isInitialized = new bool[ctl.Get("arenas.narenas")];
        var mib = CtlReader.NewMib();
        var depth = ctl.Prepare(mib, 0, Name);
        for (var i = 0; i < isInitialized.Length; i++)
        {
            mib[1] = (ulong)i;
            isInitialized[i] = ctl.GetByMib(mib, depth, Name).OldValue != 0;
        }

        mib[1] = CtlArenas.Destroyed;
        isDestroyedInitialized = ctl.GetByMib(mib, depth, Name).OldValue != 0;
        return isInitialized;
    }

    private void PrintNumbers(string[] names, ulong[] values)
    {
        for (var i = 0; i < names.Length; i++)
        {
            json.Number(names[i], values[i]);
        }
    }
}
