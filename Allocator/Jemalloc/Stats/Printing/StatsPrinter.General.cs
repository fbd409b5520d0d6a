using System.Globalization;
using AllocSim.Allocator.Jemalloc.Ctl;
using AllocSim.Allocator.Jemalloc.Options;

namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <content>Version, build settings, options, size classes.</content>
public sealed partial class StatsPrinter
{
    private static string Literal(ulong value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Quoted(string text) => $"\"{text}\"";

    private static string Literal(StatsForm form, CtlCall value) => form switch
    {
        StatsForm.Flag => value.OldValue != 0 ? "true" : "false",
        StatsForm.Number => Literal(value.OldValue),
        StatsForm.Signed => ((long)value.OldValue).ToString(CultureInfo.InvariantCulture),
        StatsForm.Text => Quoted(value.OldText!),
        _ => Quoted(value.OldValue == uint.MaxValue ? "-1" : new FixedPoint((uint)value.OldValue).ToString()),
    };

    private void PrintGeneral()
    {
        _output.Value("version", "Version", Quoted(_ctl.GetText("version")));
        PrintConfig();
        PrintOptions();
        if (_layout.HasProfiler)
        {
            _output.BeginGroup("prof", "Profiling settings");
            PrintSetting("prof.", "thread_active_init", StatsForm.Flag);
            PrintSetting("prof.", "active", StatsForm.Flag);
            PrintSetting("prof.", "gdump", StatsForm.Flag);
            PrintSetting("prof.", "interval", StatsForm.Number);
            PrintSetting("prof.", "lg_sample", StatsForm.Signed);
            _output.EndGroup();
        }

        PrintSizes();
    }

    private void PrintSetting(string group, string name, StatsForm form)
    {
        _ctl.TryGet(group + name, out var value);
        _output.Value(name, group + name, Literal(form, value));
    }

    private void PrintConfig()
    {
        _output.BeginGroup("config", "Build-time option settings");
        foreach (string name in _layout.Config.Before)
        {
            PrintSetting("config.", name, StatsForm.Flag);
        }

        _output.Value("malloc_conf", "config.malloc_conf", Quoted(""));
        foreach (string name in _layout.Config.Behind)
        {
            PrintSetting("config.", name, StatsForm.Flag);
        }

        _output.EndGroup();
        if (_layout.TellsSources)
        {
            _output.BeginGroup("system", "System configuration");
            _output.Value("thp_mode", "system.thp_mode", Quoted(_systemThp));
            _output.EndGroup();
        }
    }

    private void PrintOptions()
    {
        _output.BeginGroup("opt", "Run-time option settings");
        if (_layout.TellsSources)
        {
            PrintSource("global_var", "Global variable malloc_conf");
            PrintSource("symlink", "Symbolic link malloc.conf");
            PrintSource("env_var", "Environment variable MALLOC_CONF");
            _ = _ctl.TryGet("opt.malloc_conf.global_var_2_conf_harder", out _);
        }

        foreach (var (name, form, mutable) in _layout.Options)
        {
            if (!_ctl.TryGet("opt." + name, out var value))
            {
                continue;
            }

            if (mutable is null)
            {
                _output.Value(name, "opt." + name, Literal(form, value));
            }
            else if (_ctl.TryGet(mutable, out var now))
            {
                _output.Value(name, "opt." + name, Literal(form, value), $"{mutable}: {Literal(form, now)}");
            }
        }

        _output.EndGroup();
    }

    private void PrintSource(string name, string label) => _output.Value(name, label, Quoted(_ctl.TryGet("opt.malloc_conf." + name, out CtlCall value) ? value.OldText! : ""));

    private void PrintSizes()
    {
        _output.BeginObject("arenas");
        PrintSize("narenas", "Arenas");
        _output.Signed("dirty_decay_ms", _ctl.Get("arenas.dirty_decay_ms"));
        _output.Signed("muzzy_decay_ms", _ctl.Get("arenas.muzzy_decay_ms"));
        PrintSize("quantum", "Quantum size");
        PrintSize("page", "Page size");
        if (_layout.TellsSources)
        {
            PrintSize("hugepage", "Hugepage size");
        }

        PrintSize("tcache_max", "Maximum thread-cached size class");
        var binCount = PrintSize("nbins", "Number of bin size classes");
        PrintSize("nhbins", "Number of thread-cache bin size classes");
        PrintClasses("bin", binCount, _layout.BinInfo);
        PrintClasses("lextent", PrintSize("nlextents", "Number of large size classes"), ["size"]);
        _output.EndObject();
    }

    private ulong PrintSize(string name, string label)
    {
        var value = _ctl.Get("arenas." + name);
        _output.Value(name, label, Literal(value));
        return value;
    }

    // The text leaves them out, and does not read them.
    private void PrintClasses(string list, ulong count, string[] leaves)
    {
        if (IsText)
        {
            return;
        }

        _output.BeginArray(list);
        var mib = CtlReader.NewMib();
        var depth = _ctl.Prepare(mib, 0, "arenas." + list);
        for (mib[depth] = 0; mib[depth] < count; mib[depth]++)
        {
            _output.BeginObject();
            PrintNumbers(leaves, ReadLeaves(mib, depth + 1, leaves));
            _output.EndObject();
        }

        _output.EndArray();
    }
}
