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

    private void PrintGeneral()
    {
        json.Text("version", ctl.GetText("version"));
        PrintConfig();
        PrintOptions();
        json.BeginObject("prof");
        json.Flag("thread_active_init", ctl.Get("prof.thread_active_init"));
        json.Flag("active", ctl.Get("prof.active"));
        json.Flag("gdump", ctl.Get("prof.gdump"));
        json.Number("interval", ctl.Get("prof.interval"));
        json.Signed("lg_sample", ctl.Get("prof.lg_sample"));
        json.EndObject();
        PrintSizes();
    }

    private void PrintConfig()
    {
        json.BeginObject("config");
        foreach (var name in new[] { "cache_oblivious", "debug", "fill", "lazy_lock" })
        {
            json.Flag(name, ctl.Get("config." + name));
        }

        json.Text("malloc_conf", "");
        foreach (var name in new[] { "opt_safety_checks", "prof", "prof_libgcc", "prof_libunwind", "stats", "utrace", "xmalloc" })
        {
            json.Flag(name, ctl.Get("config." + name));
        }

        json.EndObject();
    }

    private void PrintOptions()
    {
        json.BeginObject("opt");
        foreach (var (name, form, mutable) in PrintedOptions)
        {
            if (ctl.TryGet("opt." + name, out var value) && (mutable is null || ctl.TryGet(mutable, out _)))
            {
                PrintValue(name, form, value.OldValue, value.OldText);
            }
        }

        json.EndObject();
    }

    private void PrintValue(string name, Form form, ulong value, string? text)
    {
        switch (form)
        {
            case Form.Flag:
                json.Flag(name, value);
                break;
            case Form.Number:
                json.Number(name, value);
                break;
            case Form.Signed:
                json.Signed(name, value);
                break;
            case Form.Text:
                json.Text(name, text!);
                break;
            default:
                json.Text(name, value == uint.MaxValue ? "-1" : new FixedPoint((uint)value).ToString());
                break;
        }
    }

    private void PrintSizes()
    {
        json.BeginObject("arenas");
        json.Number("narenas", ctl.Get("arenas.narenas"));
        json.Signed("dirty_decay_ms", ctl.Get("arenas.dirty_decay_ms"));
        json.Signed("muzzy_decay_ms", ctl.Get("arenas.muzzy_decay_ms"));
        foreach (var name in new[] { "quantum", "page", "tcache_max", "nbins", "nhbins" })
        {
            json.Number(name, ctl.Get("arenas." + name));
        }

        PrintClasses("bin", ctl.Get("arenas.nbins"), ["size", "nregs", "slab_size", "nshards"]);
        var nlextents = ctl.Get("arenas.nlextents");
        json.Number("nlextents", nlextents);
        PrintClasses("lextent", nlextents, ["size"]);
        json.EndObject();
    }

    private void PrintClasses(string list, ulong count, string[] leaves)
    {
        json.BeginArray(list);
        var mib = CtlReader.NewMib();
        var depth = ctl.Prepare(mib, 0, "arenas." + list);
        for (mib[depth] = 0; mib[depth] < count; mib[depth]++)
        {
            json.BeginObject();
            foreach (var leaf in leaves)
            {
                json.Number(leaf, ctl.Leaf(mib, depth + 1, leaf));
            }

            json.EndObject();
        }

        json.EndArray();
    }
}
