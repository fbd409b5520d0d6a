using System.Globalization;

namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>Which options help against a finding, given those that the dump tells: what an option has already, or has gone as far as it goes, is not advised. Each advice is words, and options to be tried, empty where there are none.</summary>
/// <param name="dump">The dump.</param>
internal sealed class JemallocAdvice(JemallocDump dump)
{
    private const double UsualDecayMs = 10_000;
    private const double SoonDecayMs = 1000;
    private const double LateDecayMs = 5000;
    private const double RatioMax = 63;
    private const double UsualTcacheMax = 32_768;
    private const double SlotsPowerMax = 16;
    private const double SlotsMax = 2048;

    /// <summary>Whether unused pages go back by time: 4.1 brought that beside the ratio of before, 5.0 took the ratio away.</summary>
    public bool IsDecaying { get; } = dump.Option("dirty_decay_ms") is not null || dump.Option("lg_dirty_mult") is null;

    /// <summary>How long dirty pages wait, in ms; below 0 for ever.</summary>
    public double DirtyMs => Number("dirty_decay_ms") ?? UsualDecayMs;

    /// <summary>Whether threads have caches.</summary>
    private bool IsCaching => dump.Option("tcache") is not "false";

    /// <summary>Whether arenas go by CPU, where their number is not asked for.</summary>
    private bool IsByCpu => dump.Option("percpu_arena") is not (null or "disabled");

    /// <summary>Against dirty pages.</summary>
    public (string Option, string Trial) Dirty()
    {
        if (!IsDecaying)
        {
            return (Number("lg_dirty_mult") switch
            {
                < 0 => "lg_dirty_mult of 0 or more, such as 3: now it is -1, which is never",
                >= RatioMax => "arena.<i>.purge; lg_dirty_mult is as high as it goes",
                _ => $"lg_dirty_mult above {dump.Option("lg_dirty_mult")}",
            }, "");
        }

        string sooner = DirtyMs is > SoonDecayMs or < 0 ? "1000" : DirtyMs > 100 ? "100" : "0";
        return DirtyMs switch
        {
            < 0 => ("dirty_decay_ms of 0 or more, such as 10000 or 1000: now it is -1, which is never", $"dirty_decay_ms:{sooner}"),
            0 => ("arena.<i>.purge, or arena.<i>.dirty_decay_ms:0 where an arena was told otherwise; dirty_decay_ms is 0 already", ""),
            _ => ($"dirty_decay_ms below {dump.Option("dirty_decay_ms") ?? "10000"}{(sooner == "0" ? "" : $", such as {sooner}")}; 0 gives back at once and costs calls", $"dirty_decay_ms:{sooner}"),
        };
    }

    /// <summary>Against what may be dirty pages.</summary>
    public string MaybeDirty() => (IsDecaying, IsDecaying ? DirtyMs : Number("lg_dirty_mult") ?? 0) switch
    {
        (true, 0) or (false, >= RatioMax) => "",
        (true, < 0) => "dirty_decay_ms of 0 or more, if they are; ",
        (true, _) => "dirty_decay_ms lower, if they are; ",
        (false, < 0) => "lg_dirty_mult of 0 or more, if they are; ",
        _ => "lg_dirty_mult higher, if they are; ",
    };

    /// <summary>Against muzzy pages.</summary>
    public (string Option, string Trial) Muzzy()
        => Number("muzzy_decay_ms") is 0 ? ("arena.<i>.purge, or arena.<i>.muzzy_decay_ms:0 where an arena was told otherwise; muzzy_decay_ms is 0 already", "") : ("muzzy_decay_ms:0", "muzzy_decay_ms:0");

    /// <summary>Against many calls that give back pages.</summary>
    public (string Option, string Trial) FewerPurges()
    {
        double later = Math.Max(LateDecayMs, 2 * DirtyMs);
        return !IsDecaying ? ("lg_dirty_mult lower", "")
            : DirtyMs < 0 ? ("fewer calls of arena.<i>.purge and arena.<i>.decay; by time no dirty page goes back, as dirty_decay_ms is -1", "")
            : (Text($"dirty_decay_ms higher, such as {later:0}"), Text($"dirty_decay_ms:{later:0}"));
    }

    /// <summary>Against open slabs in many arenas.</summary>
    public (string Option, string Trial) Slabs()
    {
        string fewer = FewerArenas();
        return ((fewer.Length == 0 ? "" : fewer + ", so that fewer slabs are open; ") + "objects of one lifetime in an arena of their own", fewer.Length == 0 || IsByCpu ? "" : HalfTheArenas());
    }

    /// <summary>Against more arenas than there are threads or CPUs.</summary>
    /// <param name="users">How many of these there are.</param>
    /// <param name="areThreads">Whether they are threads.</param>
    public (string Option, string Trial) Arenas(double users, bool areThreads)
    {
        double most = Math.Min(users, (Number("narenas") ?? double.MaxValue) - 1);
        if (most < 1 || IsByCpu)
        {
            return (IsByCpu ? FewerArenas() : "fewer arenas made with arenas.create; narenas is 1 already", "");
        }

        double least = Math.Min(most, Math.Max(1, Math.Ceiling(users / 2)));
        bool helpsByCpu = IsDecaying && !(areThreads && users <= 1);
        return (Text($"narenas:{least:0}{(most > least ? Text($" to {most:0}") : "")}{(helpsByCpu ? ", or percpu_arena:percpu" : "")}"), Text($"narenas:{least:0}"));
    }

    /// <summary>Against many records.</summary>
    public string Metadata()
    {
        string fewer = FewerArenas();
        return $"{(fewer.Length == 0 ? "" : fewer + "; ")}metadata is never given back, so keep the peak of extents low ({(dump.Option("retain") is "true" ? "" : "retain:true, ")}larger blocks)";
    }

    /// <summary>Against much memory in caches of threads.</summary>
    public (string Option, string Trial) SmallerCaches()
    {
        const string Flush = "idle threads: thread.tcache.flush";
        if (!IsCaching)
        {
            return (Flush, "");
        }

        double most = Number("tcache_max") ?? (Number("lg_tcache_max") is { } power ? Math.Pow(2, power) : UsualTcacheMax);
        double lower = most > 8192 ? 13 : most > 1024 ? 10 : 0;
        double slots = Number("lg_tcache_nslots_mul") is <= -1 and double now ? now - 1 : -1;
        List<string> options = [];
        if (lower > 0)
        {
            options.Add(Text($"lg_tcache_max:{lower:0} or tcache_max:{Math.Pow(2, lower):0}"));
        }

        if (slots >= -SlotsPowerMax)
        {
            options.Add(Text($"lg_tcache_nslots_mul:{slots:0}"));
        }

        return ($"{string.Join(", ", options)}{(options.Count > 0 ? "; " : "")}{Flush}", lower > 0 ? Text($"lg_tcache_max:{lower:0}") : slots >= -SlotsPowerMax ? Text($"lg_tcache_nslots_mul:{slots:0}") : "");
    }

    /// <summary>Against many fills and flushes of caches.</summary>
    public (string Option, string Trial) LargerCaches()
    {
        if (!IsCaching)
        {
            return ("tcache:true", "tcache:true");
        }

        double power = Math.Max(2, (Number("lg_tcache_nslots_mul") ?? 1) + 1);
        double slots = Math.Min(SlotsMax, Math.Max(400, 2 * (Number("tcache_nslots_small_max") ?? 200)));
        string[] options = [power <= SlotsPowerMax ? Text($"lg_tcache_nslots_mul:{power:0} (5.3)") : "", slots > (Number("tcache_nslots_small_max") ?? 0) ? Text($"tcache_nslots_small_max:{slots:0}") : ""];
        string words = string.Join(", ", options.Where(option => option.Length > 0));
        return (words.Length == 0 ? "none, caches are as large as they can be; fewer threads that pass blocks to others" : words, power <= SlotsPowerMax ? Text($"lg_tcache_nslots_mul:{power:0}") : "");
    }

    /// <summary>Against memory that is in no book.</summary>
    public (string Option, string Trial) HugePages()
    {
        string[] wanted = ["thp:never", "metadata_thp:disabled"];
        string[] open = [.. wanted.Where(option => dump.Option(option.Split(':')[0]) != option.Split(':')[1])];
        string[] all = [.. open, .. dump.Option("hpa") is "false" ? [] : (string[])["hpa:false"]];
        return (all.Length == 0 ? "none of the allocator's; the kernel's setting of huge pages, /sys/kernel/mm/transparent_hugepage" : string.Join(", or ", ((string[])[string.Join(", ", all[..^1]), all[^1]]).Where(option => option.Length > 0)), string.Join(',', open));
    }

    /// <summary>Against waiting for a mutex.</summary>
    /// <param name="mutex">Its name.</param>
    public string Contention(string mutex)
    {
        bool isProfiling = mutex.StartsWith("prof", StringComparison.Ordinal);
        bool isOfPages = mutex.StartsWith("extent", StringComparison.Ordinal) || mutex.StartsWith("decay", StringComparison.Ordinal);
        string more = IsByCpu ? "" : mutex == "bins" ? "narenas higher" : "narenas higher or percpu_arena:percpu";
        string shards = dump.Option("bin_shards") is null or "" ? "bin_shards:1-1024:4" : "";
        string[] options = isProfiling ? ["lg_prof_sample higher"]
            : [IsCaching ? "" : "tcache:true", mutex == "bins" ? string.Join(", or ", ((string[])[more, shards]).Where(option => option.Length > 0)) : more, isOfPages && IsCaching ? "a larger tcache_max, so that fewer blocks come from extents" : ""];
        string words = string.Join("; ", options.Where(option => option.Length > 0));
        return words.Length == 0 ? "none; arenas are as many as CPUs" : words;
    }

    private string FewerArenas() => IsByCpu ? "narenas lower, with percpu_arena:disabled" : Number("narenas") is <= 1 ? "" : "narenas lower";

    /// <summary>Half of the arenas that there are, or that there are threads for; nothing where that is not told.</summary>
    private string HalfTheArenas()
        => Number("narenas") is > 1 and double arenas ? Text($"narenas:{Math.Ceiling(Math.Min(arenas, dump["nthreads"] is > 0 and double threads ? threads : arenas) / 2):0}") : "";

    private double? Number(string option) => double.TryParse(dump.Option(option), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double value) ? value : null;

    private static string Text(FormattableString words) => FormattableString.Invariant(words);
}
