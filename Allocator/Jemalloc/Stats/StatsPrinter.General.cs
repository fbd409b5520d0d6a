using System.Globalization;
using AllocSim.Allocator.Jemalloc.Ctl;
using AllocSim.Allocator.Jemalloc.Options;

namespace AllocSim.Allocator.Jemalloc.Stats;

/// <content>Version, build settings, options, size classes.</content>
public sealed partial class StatsPrinter
{
    private enum Form
    {
        Flag,
        Number,
        Signed,
        Text,
        Ratio,
    }

    // In the order of the library; stats_print stands twice there, too. An option with another name behind it is printed only if that can be read as well.
    private static readonly (string Name, Form Form, string? Mutable)[] PrintedOptions =
    [
        ("abort", Form.Flag, null), ("abort_conf", Form.Flag, null), ("cache_oblivious", Form.Flag, null), ("confirm_conf", Form.Flag, null),
        ("retain", Form.Flag, null), ("dss", Form.Text, null), ("narenas", Form.Number, null), ("percpu_arena", Form.Text, null),
        ("oversize_threshold", Form.Number, null), ("hpa", Form.Flag, null), ("hpa_slab_max_alloc", Form.Number, null),
        ("hpa_hugification_threshold", Form.Number, null), ("hpa_hugify_delay_ms", Form.Number, null), ("hpa_min_purge_interval_ms", Form.Number, null),
        ("hpa_dirty_mult", Form.Ratio, null), ("hpa_sec_nshards", Form.Number, null), ("hpa_sec_max_alloc", Form.Number, null),
        ("hpa_sec_max_bytes", Form.Number, null), ("hpa_sec_bytes_after_flush", Form.Number, null), ("hpa_sec_batch_fill_extra", Form.Number, null),
        ("metadata_thp", Form.Text, null), ("mutex_max_spin", Form.Signed, null), ("background_thread", Form.Flag, "background_thread"),
        ("dirty_decay_ms", Form.Signed, "arenas.dirty_decay_ms"), ("muzzy_decay_ms", Form.Signed, "arenas.muzzy_decay_ms"),
        ("lg_extent_max_active_fit", Form.Number, null), ("junk", Form.Text, null), ("zero", Form.Flag, null), ("utrace", Form.Flag, null),
        ("xmalloc", Form.Flag, null), ("experimental_infallible_new", Form.Flag, null), ("tcache", Form.Flag, null), ("tcache_max", Form.Number, null),
        ("tcache_nslots_small_min", Form.Number, null), ("tcache_nslots_small_max", Form.Number, null), ("tcache_nslots_large", Form.Number, null),
        ("lg_tcache_nslots_mul", Form.Signed, null), ("tcache_gc_incr_bytes", Form.Number, null), ("tcache_gc_delay_bytes", Form.Number, null),
        ("lg_tcache_flush_small_div", Form.Number, null), ("lg_tcache_flush_large_div", Form.Number, null), ("thp", Form.Text, null),
        ("prof", Form.Flag, null), ("prof_prefix", Form.Text, null), ("prof_active", Form.Flag, "prof.active"),
        ("prof_thread_active_init", Form.Flag, "prof.thread_active_init"), ("lg_prof_sample", Form.Signed, "prof.lg_sample"), ("prof_accum", Form.Flag, null),
        ("lg_prof_interval", Form.Signed, null), ("prof_gdump", Form.Flag, null), ("prof_final", Form.Flag, null), ("prof_leak", Form.Flag, null),
        ("prof_leak_error", Form.Flag, null), ("stats_print", Form.Flag, null), ("stats_print_opts", Form.Text, null), ("stats_print", Form.Flag, null),
        ("stats_print_opts", Form.Text, null), ("stats_interval", Form.Signed, null), ("stats_interval_opts", Form.Text, null), ("zero_realloc", Form.Text, null),
    ];

    private static string Literal(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) => $"\"{text}\"";

    private static string Literal(Form form, CtlCall value) => form switch
    {
        Form.Flag => value.OldValue != 0 ? "true" : "false",
        Form.Number => Literal(value.OldValue),
        Form.Signed => ((long)value.OldValue).ToString(CultureInfo.InvariantCulture),
        Form.Text => Quoted(value.OldText!),
        _ => Quoted(value.OldValue == uint.MaxValue ? "-1" : new FixedPoint((uint)value.OldValue).ToString()),
    };

    private void PrintGeneral()
    {
        output.Value("version", "Version", Quoted(ctl.GetText("version")));
        PrintConfig();
        PrintOptions();
        output.BeginGroup("prof", "Profiling settings");
        PrintSetting("prof.", "thread_active_init", Form.Flag);
        PrintSetting("prof.", "active", Form.Flag);
        PrintSetting("prof.", "gdump", Form.Flag);
        PrintSetting("prof.", "interval", Form.Number);
        PrintSetting("prof.", "lg_sample", Form.Signed);
        output.EndGroup();
        PrintSizes();
    }

    private void PrintSetting(string group, string name, Form form)
    {
        ctl.TryGet(group + name, out var value);
        output.Value(name, group + name, Literal(form, value));
    }

    private void PrintConfig()
    {
        output.BeginGroup("config", "Build-time option settings");
        foreach (var name in new[] { "cache_oblivious", "debug", "fill", "lazy_lock" })
        {
            PrintSetting("config.", name, Form.Flag);
        }

        output.Value("malloc_conf", "config.malloc_conf", Quoted(""));
        foreach (var name in new[] { "opt_safety_checks", "prof", "prof_libgcc", "prof_libunwind", "stats", "utrace", "xmalloc" })
        {
            PrintSetting("config.", name, Form.Flag);
        }

        output.EndGroup();
    }

    private void PrintOptions()
    {
        output.BeginGroup("opt", "Run-time option settings");
        foreach (var (name, form, mutable) in PrintedOptions)
        {
            if (!ctl.TryGet("opt." + name, out var value))
            {
                continue;
            }

            if (mutable is null)
            {
                output.Value(name, "opt." + name, Literal(form, value));
            }
            else if (ctl.TryGet(mutable, out var now))
            {
                output.Value(name, "opt." + name, Literal(form, value), $"{mutable}: {Literal(form, now)}");
            }
        }

        output.EndGroup();
    }

    private void PrintSizes()
    {
        output.BeginObject("arenas");
        PrintSize("narenas", "Arenas");
        output.Signed("dirty_decay_ms", ctl.Get("arenas.dirty_decay_ms"));
        output.Signed("muzzy_decay_ms", ctl.Get("arenas.muzzy_decay_ms"));
        PrintSize("quantum", "Quantum size");
        PrintSize("page", "Page size");
        PrintSize("tcache_max", "Maximum thread-cached size class");
        var binCount = PrintSize("nbins", "Number of bin size classes");
        PrintSize("nhbins", "Number of thread-cache bin size classes");
        PrintClasses("bin", binCount, ["size", "nregs", "slab_size", "nshards"]);
        PrintClasses("lextent", PrintSize("nlextents", "Number of large size classes"), ["size"]);
        output.EndObject();
    }

    private ulong PrintSize(string name, string label)
    {
        var value = ctl.Get("arenas." + name);
        output.Value(name, label, Literal(value));
        return value;
    }

    // The text leaves them out, and does not read them.
    private void PrintClasses(string list, ulong count, string[] leaves)
    {
        if (IsText)
        {
            return;
        }

        output.BeginArray(list);
        var mib = CtlReader.NewMib();
        var depth = ctl.Prepare(mib, 0, "arenas." + list);
        for (mib[depth] = 0; mib[depth] < count; mib[depth]++)
        {
            output.BeginObject();
            PrintNumbers(leaves, ReadLeaves(mib, depth + 1, leaves));
            output.EndObject();
        }

        output.EndArray();
    }
}
