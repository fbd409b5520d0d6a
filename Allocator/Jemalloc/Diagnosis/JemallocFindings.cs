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
    private readonly JemallocAdvice _advice;

    private JemallocFindings(JemallocDump dump)
    {
        _dump = dump;
        _allocated = Math.Max(1, dump["allocated"] ?? 0);
        _advice = new(dump);
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
        return Held(bytes) ? With(_advice.Dirty(), option => new("dirty pages", $"{Quantity.Bytes(bytes)} in unused dirty pages, {Share(bytes)} of what is allocated", bytes, option)) : null;
    }

    /// <summary>Pages that wait although their time is over, because purging only goes on when a thread allocates.</summary>
    private Finding? Decay()
    {
        double bytes = (_dump["pdirty"] ?? 0) * _dump.Page;
        double seconds = (_dump["uptime_ns"] ?? 0) / Seconds;
        double decay = _advice.DirtyMs / 1000;
        bool isOff = _dump.Option("background_thread") is "false" or null;
        if (!_advice.IsDecaying || !isOff || !Held(bytes) || decay <= 0)
        {
            return null;
        }

        string sweeps = _dump["dirty_npurge"] is { } runs ? string.Create(CultureInfo.InvariantCulture, $" ({Quantity.Count((long)runs, "sweep")}{(seconds > 0 ? $" in {Quantity.Nanoseconds(seconds * Seconds)}" : "")})") : "";
        return new("decay without ticks", $"dirty pages go only when a thread that uses their arena allocates or frees{sweeps}; idle arenas keep theirs past {Quantity.Nanoseconds(decay * Seconds)}", 0, "background_thread:true") { Trial = "background_thread:true" };
    }

    private Finding? Muzzy()
    {
        double bytes = (_dump["pmuzzy"] ?? 0) * _dump.Page;
        return Held(bytes) ? With(_advice.Muzzy(), option => new("muzzy pages", $"{Quantity.Bytes(bytes)} in lazily freed pages, which count as resident until the system wants them", bytes, option)) : null;
    }

    private Finding? Slabs()
    {
        double bytes = _dump.Bins.Sum(bin => bin.FreeBytes);
        DumpedBin[] worst = [.. _dump.Bins.Where(bin => bin.FreeBytes > 0).OrderByDescending(bin => bin.FreeBytes).Take(3)];
        string classes = string.Join(", ", worst.Select(bin => string.Create(CultureInfo.InvariantCulture, $"{bin.Size:0} B {Quantity.Bytes(bin.FreeBytes)} at {Quantity.Percent(bin.Live / Math.Max(1, bin.Slabs * bin.Regions))} full")));
        return Held(bytes) ? With(_advice.Slabs(), option => new("half empty slabs", $"{Quantity.Bytes(bytes)} in slabs beside live objects, most of it by class: {classes}", bytes, option)) : null;
    }

    private Finding? Arenas()
    {
        double arenas = _dump["narenas"] ?? (double.TryParse(_dump.Option("narenas"), NumberStyles.None, CultureInfo.InvariantCulture, out double option) ? option : 0);
        double spread = ((_dump["pdirty"] ?? 0) * _dump.Page) + _dump.Bins.Sum(bin => bin.FreeBytes);
        double users = _dump["ncpus"] ?? _dump["nthreads"] ?? 0;
        bool areThreads = _dump["ncpus"] is null;
        return users > 0 && arenas > users && arenas >= 4 && Held(spread)
            ? With(_advice.Arenas(users, areThreads), option => new("arenas", $"{Quantity.Count((long)arenas, "arena")} for {Quantity.Count((long)users, areThreads ? "thread" : "CPU")}; each keeps dirty pages and open slabs of its own, {Quantity.Bytes(spread)} together", 0, option))
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
        return Held(bytes) ? new("metadata", $"{Quantity.Bytes(bytes)} of records, {Share(bytes)} of what is allocated: many extents, or arenas, or once many more objects than now", bytes, _advice.Metadata()) : null;
    }

    private Finding? Caches()
    {
        double bytes = _dump["tcache_bytes"] ?? 0;
        return bytes > 0.05 * _allocated && bytes > _dump.Page * 16
            ? With(_advice.SmallerCaches(), option => new("thread caches", $"{Quantity.Bytes(bytes)} in threads' caches, {Share(bytes)} of what is allocated{(_dump["nthreads"] is > 1 and double threads ? $", {Quantity.Bytes(bytes / threads)} for each of {Quantity.Count((long)threads, "thread")}" : "")}", bytes, option))
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
            return Held(beyond) ? new("resident beyond active", $"{Quantity.Bytes(beyond)} resident that is neither active nor metadata; whether these are dirty pages is not told, as the arenas are missing", beyond, $"{_advice.MaybeDirty()}malloc_stats_print without the option m prints the arenas") : null;
        }

        double rest = resident - active - metadata - ((_dump["pdirty"]!.Value + (_dump["pmuzzy"] ?? 0)) * _dump.Page);
        return Held(rest) ? With(_advice.HugePages(), option => new("resident beyond the books", $"{Quantity.Bytes(rest)} resident that is neither active, metadata nor waiting to be given back: extents in caches of the huge page allocator, or huge pages", rest, option)) : null;
    }

    private Finding? Misses()
    {
        double requests = _dump.Bins.Sum(bin => bin.Requests);
        double moves = _dump.Bins.Sum(bin => bin.Fills + bin.Flushes);
        DumpedBin? worst = _dump.Bins.MaxBy(bin => bin.Fills + bin.Flushes);
        return requests > 0 && moves > 0.02 * requests && moves > 10_000
            ? With(_advice.LargerCaches(), option => new("cache misses", string.Create(CultureInfo.InvariantCulture, $"{Quantity.Count((long)moves)} fills and flushes of caches for {Quantity.Count((long)requests)} requests ({Quantity.Percent(moves / requests)}), most in the class of {worst!.Size:0} B; each takes a mutex"), 0, option))
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

        string max = worst.MaxWaitNs > 0 ? $", at most {Quantity.Nanoseconds(worst.MaxWaitNs)}" : "";
        string words = _dump.HasTimes
            ? $"threads waited {Quantity.Nanoseconds(worst.WaitNs)} for {worst.Name}{(worst.Waits > 0 ? $" in {Quantity.Count((long)worst.Waits, "wait")}, {Quantity.Nanoseconds(worst.WaitNs / worst.Waits)} each" : "")}{max}"
            : $"threads waited {Quantity.Count((long)worst.Waits)} times for {worst.Name}, which was taken {Quantity.Count((long)worst.Operations)} times; how long, only the text form says";
        return new("a contended mutex", words, 0, _advice.Contention(worst.Name));
    }

    private Finding? Purging()
    {
        double seconds = (_dump["uptime_ns"] ?? 0) / Seconds;
        double calls = (_dump["dirty_nmadvise"] ?? 0) + (_dump["muzzy_nmadvise"] ?? 0);
        return seconds >= 1 && calls / seconds > 200
            ? With(_advice.FewerPurges(), option => new("many madvise calls", string.Create(CultureInfo.InvariantCulture, $"{Quantity.Count((long)calls)} madvise calls, {calls / seconds:0} a second; the pages fault again when they are used"), 0, option))
            : null;
    }

    private Finding? Retained()
    {
        double bytes = _dump["retained"] ?? 0;
        return bytes > (_dump["mapped"] ?? double.MaxValue) && _dump.Option("retain") is not "false"
            ? new("retained address space", $"{Quantity.Bytes(bytes)} of addresses kept without memory: VIRT, not RSS; harmless unless address space or mappings are limited", 0, "retain:false where there is a limit on address space") { Trial = "retain:false" }
            : null;
    }

    private static Finding With((string Option, string Trial) advice, Func<string, Finding> finding) => finding(advice.Option) with { Trial = advice.Trial };

    private bool Held(double bytes) => bytes > Noticeable * _allocated && bytes > 16 * _dump.Page;

    private string Share(double bytes) => Quantity.Percent(bytes / _allocated);
}
