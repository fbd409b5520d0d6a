using System.Globalization;
using AllocSim.Simulator.Allocation.Diagnosis;
using AllocSim.Simulator.Text;

namespace AllocSim.Allocator.Jemalloc.Diagnosis;

/// <summary>What is out of the norm in a dump of jemalloc. docs/diagnose.md says why for each.</summary>
internal sealed class JemallocFindings
{
    private const double Noticeable = 0.1;
    private const double Seconds = 1e9;

    private readonly JemallocDump _dump;
    private readonly double _allocated;
    private readonly bool _isDecaying;

    private JemallocFindings(JemallocDump dump)
    {
        _dump = dump;
        _allocated = Math.Max(1, dump["allocated"] ?? 0);

        // 4.1 brought decay beside the ratio of before, 5.0 took the ratio away.
        _isDecaying = dump.Option("dirty_decay_ms") is not null || dump.Option("lg_dirty_mult") is null;
    }

    /// <summary>The findings.</summary>
    public static IReadOnlyList<Finding> Of(JemallocDump dump)
    {
        JemallocFindings findings = new(dump);
        return [.. ((Finding?[])[findings.Dirty(), findings.Decay(), findings.Muzzy(), findings.Slabs(), findings.Arenas(), findings.Large(), findings.Metadata(), findings.Caches(), findings.Unexplained(), findings.Misses(), findings.Mutexes(), findings.Purging(), findings.Retained()]).OfType<Finding>()];
    }

    private Finding? Dirty()
    {
        double bytes = (_dump["pdirty"] ?? 0) * _dump.Page;
        double now = Milliseconds("dirty_decay_ms", 10_000);
        string sooner = now is > 1000 or < 0 ? "1000" : now > 100 ? "100" : "0";
        string option = _isDecaying ? $"dirty_decay_ms below {_dump.Option("dirty_decay_ms") ?? "10000"}{(sooner == "0" ? "" : $", such as {sooner}")}; 0 gives back at once and costs calls" : $"lg_dirty_mult above {_dump.Option("lg_dirty_mult")}";
        return Held(bytes) ? new("dirty pages", $"{Quantity.Bytes(bytes)} in unused dirty pages, {Share(bytes)} of what is allocated", bytes, option) { Trial = _isDecaying ? $"dirty_decay_ms:{sooner}" : "" } : null;
    }

    /// <summary>Pages that wait although their time is over, because purging only goes on when a thread allocates.</summary>
    private Finding? Decay()
    {
        double bytes = (_dump["pdirty"] ?? 0) * _dump.Page;
        double seconds = (_dump["uptime_ns"] ?? 0) / Seconds;
        double decay = Milliseconds("dirty_decay_ms", 10_000) / 1000;
        bool isOff = _dump.Option("background_thread") is "false" or null;
        if (!_isDecaying || !isOff || !Held(bytes) || decay < 0)
        {
            return null;
        }

        string sweeps = _dump["dirty_npurge"] is { } runs ? string.Create(CultureInfo.InvariantCulture, $" ({Quantity.Count((long)runs)} sweeps{(seconds > 0 ? $" in {Quantity.Nanoseconds(seconds * Seconds)}" : "")})") : "";
        return new("decay without ticks", $"dirty pages go only when a thread that uses their arena allocates or frees{sweeps}; idle arenas keep theirs past {Quantity.Nanoseconds(decay * Seconds)}", 0, "background_thread:true") { Trial = "background_thread:true" };
    }

    private Finding? Muzzy()
    {
        double bytes = (_dump["pmuzzy"] ?? 0) * _dump.Page;
        return Held(bytes) ? new("muzzy pages", $"{Quantity.Bytes(bytes)} in lazily freed pages, which count as resident until the system wants them", bytes, "muzzy_decay_ms:0") { Trial = "muzzy_decay_ms:0" } : null;
    }

    private Finding? Slabs()
    {
        double bytes = _dump.Bins.Sum(bin => bin.FreeBytes);
        DumpedBin[] worst = [.. _dump.Bins.Where(bin => bin.FreeBytes > 0).OrderByDescending(bin => bin.FreeBytes).Take(3)];
        string classes = string.Join(", ", worst.Select(bin => string.Create(CultureInfo.InvariantCulture, $"{bin.Size:0} B {Quantity.Bytes(bin.FreeBytes)} at {Quantity.Percent(bin.Live / Math.Max(1, bin.Slabs * bin.Regions))} full")));
        return Held(bytes) ? new("half empty slabs", $"{Quantity.Bytes(bytes)} in slabs beside live objects, most of it by class: {classes}", bytes, "narenas lower, so that fewer slabs are open; objects of one lifetime in an arena of their own") { Trial = HalfTheArenas() } : null;
    }

    private Finding? Arenas()
    {
        double arenas = _dump["narenas"] ?? (double.TryParse(_dump.Option("narenas"), NumberStyles.None, CultureInfo.InvariantCulture, out double option) ? option : 0);
        double spread = ((_dump["pdirty"] ?? 0) * _dump.Page) + _dump.Bins.Sum(bin => bin.FreeBytes);
        double users = _dump["ncpus"] ?? _dump["nthreads"] ?? 0;
        string against = _dump["ncpus"] is { } cpus ? $"{cpus:0} CPUs" : $"{users:0} threads";
        return users > 0 && arenas > users && arenas >= 4 && Held(spread)
            ? new("arenas", string.Create(CultureInfo.InvariantCulture, $"{arenas:0} arenas for {against}; each keeps dirty pages and open slabs of its own, {Quantity.Bytes(spread)} together"), 0, string.Create(CultureInfo.InvariantCulture, $"narenas:{Math.Max(1, Math.Ceiling(users / 2)):0} to {users:0}{(_isDecaying ? ", or percpu_arena:percpu" : "")}")) { Trial = string.Create(CultureInfo.InvariantCulture, $"narenas:{Math.Max(1, Math.Ceiling(users / 2)):0}") }
            : null;
    }

    private Finding? Large()
    {
        double bytes = (_dump["large_count"] ?? 0) * _dump.Page;
        return _dump.Option("cache_oblivious") is not "false" && bytes > 0.05 * _allocated
            ? new("a page for each large block", $"{Quantity.Count((long)(_dump["large_count"] ?? 0))} large blocks take a page more each, so that their beginnings differ: {Quantity.Bytes(bytes)}", bytes, "cache_oblivious:false (5.3.1; 5.3.0 shows it and does not read it), or built with --disable-cache-oblivious") { Trial = "cache_oblivious:false" }
            : null;
    }

    private Finding? Metadata()
    {
        double bytes = _dump["metadata"] ?? 0;
        return Held(bytes) ? new("metadata", $"{Quantity.Bytes(bytes)} of records, {Share(bytes)} of what is allocated: many extents, or arenas, or once many more objects than now", bytes, "narenas lower; metadata is never given back, so keep the peak of extents low (retain:true, larger blocks)") : null;
    }

    private Finding? Caches()
    {
        double bytes = _dump["tcache_bytes"] ?? 0;
        return bytes > 0.05 * _allocated && bytes > _dump.Page * 16
            ? new("thread caches", $"{Quantity.Bytes(bytes)} in threads' caches, {Share(bytes)} of what is allocated{(_dump["nthreads"] is > 0 and double threads ? string.Create(CultureInfo.InvariantCulture, $", {Quantity.Bytes(bytes / threads)} for each of {threads:0} threads") : "")}", bytes, "lg_tcache_max:13 or tcache_max:8192, lg_tcache_nslots_mul:-1; idle threads: thread.tcache.flush") { Trial = "lg_tcache_max:13" }
            : null;
    }

    private Finding? Unexplained()
    {
        if ((_dump["resident"], _dump["active"], _dump["metadata"]) is not ({ } resident, { } active, { } metadata))
        {
            return null;
        }

        if (_dump["pdirty"] is null)
        {
            double beyond = resident - active - metadata;
            return Held(beyond) ? new("resident beyond active", $"{Quantity.Bytes(beyond)} resident that is neither active nor metadata; whether these are dirty pages is not told, as the arenas are missing", beyond, $"{(_isDecaying ? "dirty_decay_ms lower" : "lg_dirty_mult higher")}, if they are; malloc_stats_print without the option m prints the arenas") : null;
        }

        double rest = resident - active - metadata - ((_dump["pdirty"]!.Value + (_dump["pmuzzy"] ?? 0)) * _dump.Page);
        return Held(rest) ? new("resident beyond the books", $"{Quantity.Bytes(rest)} resident that is neither active, metadata nor waiting to be given back: extents in caches of the huge page allocator, or huge pages", rest, "thp:never, metadata_thp:disabled, or hpa:false") { Trial = "thp:never,metadata_thp:disabled" } : null;
    }

    private Finding? Misses()
    {
        double requests = _dump.Bins.Sum(bin => bin.Requests);
        double moves = _dump.Bins.Sum(bin => bin.Fills + bin.Flushes);
        DumpedBin? worst = _dump.Bins.MaxBy(bin => bin.Fills + bin.Flushes);
        return requests > 0 && moves > 0.02 * requests && moves > 10_000
            ? new("cache misses", string.Create(CultureInfo.InvariantCulture, $"{Quantity.Count((long)moves)} fills and flushes of caches for {Quantity.Count((long)requests)} requests ({Quantity.Percent(moves / requests)}), most in the class of {worst!.Size:0} B; each takes a mutex"), 0, "lg_tcache_nslots_mul:2 (5.3), tcache_nslots_small_max:400") { Trial = "lg_tcache_nslots_mul:2" }
            : null;
    }

    private Finding? Mutexes()
    {
        DumpedMutex? bins = _dump.Bins.Count == 0 ? null : new DumpedMutex("bins", _dump.Bins.Sum(bin => bin.Fills + bin.Flushes), _dump.Bins.Sum(bin => bin.Waits), _dump.Bins.Sum(bin => bin.WaitNs), 0);
        DumpedMutex? worst = _dump.Mutexes.Append(bins).OfType<DumpedMutex>().OrderByDescending(mutex => mutex.WaitNs).ThenByDescending(mutex => mutex.Waits).FirstOrDefault();
        if (worst is null || (_dump.HasTimes ? worst.WaitNs < 1e6 || worst.WaitNs < 1e-6 * (_dump["uptime_ns"] ?? 0) : worst.Waits < 100 || worst.Waits < 0.01 * worst.Operations))
        {
            return null;
        }

        string option = worst.Name switch
        {
            "bins" => "narenas higher, or bin_shards:1-1024:4",
            _ when worst.Name.StartsWith("prof", StringComparison.Ordinal) => "lg_prof_sample higher",
            _ when worst.Name.StartsWith("extent", StringComparison.Ordinal) || worst.Name.StartsWith("decay", StringComparison.Ordinal) => "narenas higher or percpu_arena:percpu; a larger tcache_max, so that fewer blocks come from extents",
            _ => "narenas higher or percpu_arena:percpu",
        };
        string max = worst.MaxWaitNs > 0 ? $", at most {Quantity.Nanoseconds(worst.MaxWaitNs)}" : "";
        string words = _dump.HasTimes
            ? $"threads waited {Quantity.Nanoseconds(worst.WaitNs)} for {worst.Name}{(worst.Waits > 0 ? $" in {Quantity.Count((long)worst.Waits)} waits, {Quantity.Nanoseconds(worst.WaitNs / worst.Waits)} each" : "")}{max}"
            : $"threads waited {Quantity.Count((long)worst.Waits)} times for {worst.Name}, which was taken {Quantity.Count((long)worst.Operations)} times; how long, only the text form says";
        return new("a contended mutex", words, 0, option);
    }

    private Finding? Purging()
    {
        double seconds = (_dump["uptime_ns"] ?? 0) / Seconds;
        double calls = (_dump["dirty_nmadvise"] ?? 0) + (_dump["muzzy_nmadvise"] ?? 0);
        return seconds >= 1 && calls / seconds > 200
            ? new("many madvise calls", string.Create(CultureInfo.InvariantCulture, $"{Quantity.Count((long)calls)} madvise calls, {calls / seconds:0} a second; the pages fault again when they are used"), 0, "dirty_decay_ms higher, such as 5000") { Trial = Milliseconds("dirty_decay_ms", 10_000) is >= 0 and < 5000 ? "dirty_decay_ms:5000" : "" }
            : null;
    }

    private Finding? Retained()
    {
        double bytes = _dump["retained"] ?? 0;
        return bytes > (_dump["mapped"] ?? double.MaxValue)
            ? new("retained address space", $"{Quantity.Bytes(bytes)} of addresses kept without memory: VIRT, not RSS; harmless unless address space or mappings are limited", 0, "retain:false where there is a limit on address space") { Trial = "retain:false" }
            : null;
    }

    private double Milliseconds(string option, double usual) => double.TryParse(_dump.Option(option), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out double ms) ? ms : usual;

    /// <summary>Half of the arenas that there are, or that there are threads for; nothing where that is not told.</summary>
    private string HalfTheArenas()
        => double.TryParse(_dump.Option("narenas"), NumberStyles.None, CultureInfo.InvariantCulture, out double arenas) && arenas > 1
            ? string.Create(CultureInfo.InvariantCulture, $"narenas:{Math.Ceiling(Math.Min(arenas, _dump["nthreads"] is > 0 and double threads ? threads : arenas) / 2):0}") : "";

    private bool Held(double bytes) => bytes > Noticeable * _allocated && bytes > 16 * _dump.Page;

    private string Share(double bytes) => Quantity.Percent(bytes / _allocated);
}
