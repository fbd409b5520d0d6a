using System.Globalization;
using AllocSim.Allocator.Tcmalloc.Central;
using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Sizes;
using AllocSim.Allocator.Tcmalloc.Threads;

namespace AllocSim.Allocator.Tcmalloc.Stats;

/// <summary>The text of MallocExtension_GetStats, at its longer form. (DumpStats)</summary>
internal sealed class StatsText
{
    private const string Rule = "------------------------------------------------\n";

    private readonly StatsFigures _figures;
    private readonly SizeMap _sizes;
    private readonly SpanTable _spans;
    private readonly PageHeap _pageHeap;
    private readonly CentralCache _central;
    private readonly ThreadCaches _caches;

    /// <summary>Makes the text of a heap as it is now.</summary>
    public StatsText(in StatsFigures figures, SizeMap sizes, SpanTable spans, PageHeap pageHeap, CentralCache central, ThreadCaches caches)
    {
        _figures = figures;
        _sizes = sizes;
        _spans = spans;
        _pageHeap = pageHeap;
        _central = central;
        _caches = caches;
    }

    /// <summary>Writes it.</summary>
    public void Write(TextWriter output)
    {
        WriteTotals(output);
        WriteClasses(output);
        WriteSpans(output);
    }

    private void WriteTotals(TextWriter output)
    {
        PageHeapStats heap = _figures.PageHeap;
        output.Write(Rule);
        WriteTotal(output, ' ', _figures.Used, "Bytes in use by application");
        WriteTotal(output, '+', heap.FreeBytes, "Bytes in page heap freelist");
        WriteTotal(output, '+', _figures.Central, "Bytes in central cache freelist");
        WriteTotal(output, '+', _figures.Transfer, "Bytes in transfer cache freelist");
        WriteTotal(output, '+', _figures.Thread, "Bytes in thread cache freelists");
        WriteTotal(output, '+', _figures.Metadata, "Bytes in malloc metadata");
        output.Write("MALLOC:   ------------\n");
        WriteTotal(output, '=', _figures.Physical, "Actual memory used (physical + swap)");
        WriteTotal(output, '+', heap.UnmappedBytes, "Bytes released to OS (aka unmapped)");
        output.Write("MALLOC:   ------------\n");
        WriteTotal(output, '=', _figures.Virtual, "Virtual address space used");
        output.Write("MALLOC:\n");
        WriteCount(output, (ulong)_figures.SpansInUse, "Spans in use");
        WriteCount(output, (ulong)_figures.CachesInUse, "Thread heaps in use");
        WriteCount(output, SizeMap.PageBytes, "Tcmalloc page size");
        output.Write(Rule);
        output.Write("Call ReleaseFreeMemory() to release freelist memory to the OS (via madvise()).\n");
        output.Write("Bytes released to the OS take up virtual address space but no physical memory.\n");
    }

    private static void WriteTotal(TextWriter output, char sign, ulong bytes, string what)
        => output.Write(string.Create(CultureInfo.InvariantCulture, $"MALLOC: {sign} {bytes,12} ({Mib(bytes, 7)} MiB) {what}\n"));

    private static void WriteCount(TextWriter output, ulong count, string what)
        => output.Write(string.Create(CultureInfo.InvariantCulture, $"MALLOC:   {count,12}              {what}\n"));

    private void WriteClasses(TextWriter output)
    {
        output.Write(Rule);
        output.Write("Total size of freelists for per-thread caches,\ntransfer cache, and central cache, by size class\n");
        output.Write(Rule);
        ulong bytesSoFar = 0;
        ulong overheadSoFar = 0;
        for (int i = 0; i < _sizes.Count; i++)
        {
            ulong objects = FreeObjects(i);
            if (objects == 0)
            {
                continue;
            }

            ulong bytes = objects * (ulong)_sizes.SizeOf(i);
            ulong overhead = _central[i].OverheadBytes;
            bytesSoFar += bytes;
            overheadSoFar += overhead;
            output.Write(string.Create(
                CultureInfo.InvariantCulture,
                $"class {i,3} [ {_sizes.SizeOf(i),8} bytes ] : {objects,8} objs; {Mib(bytes, 5)} MiB; {Mib(bytesSoFar, 5)} cum MiB; {MebibyteText.Of(overhead, 8, 3)} overhead MiB; {MebibyteText.Of(overheadSoFar, 8, 3)} cum overhead MiB\n"));
        }
    }

    private ulong FreeObjects(int sizeClass)
    {
        long count = _central[sizeClass].FreeObjects + _central[sizeClass].Transfer.ObjectCount;
        for (ThreadCache? cache = _caches.First; cache is not null; cache = cache.Next)
        {
            count += cache.Lists[sizeClass].Length;
        }

        return (ulong)count;
    }

    private void WriteSpans(TextWriter output)
    {
        PageHeapStats heap = _figures.PageHeap;
        output.Write(Rule);
        output.Write(string.Create(CultureInfo.InvariantCulture, $"PageHeap: {LengthsInUse()} sizes; {Mib(heap.FreeBytes, 6)} MiB free; {Mib(heap.UnmappedBytes, 6)} MiB unmapped\n"));
        output.Write(Rule);
        ulong normalSoFar = 0;
        ulong returnedSoFar = 0;
        for (int length = 1; length <= SpanTable.LengthsMax; length++)
        {
            int normal = SpansOf(length, SpanLocation.Normal);
            int returned = SpansOf(length, SpanLocation.Returned);
            normalSoFar += (ulong)(length * normal);
            returnedSoFar += (ulong)(length * returned);
            if (normal + returned > 0)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{length,6} pages");
                WriteLength(output, name, (ulong)(normal + returned), (ulong)(length * (normal + returned)), normalSoFar + returnedSoFar, (ulong)(length * returned), returnedSoFar);
            }
        }

        LargeSpanSet large = _pageHeap.LargeNormal;
        LargeSpanSet away = _pageHeap.LargeReturned;
        ulong all = normalSoFar + returnedSoFar + large.Pages + away.Pages;
        WriteLength(output, ">128   large", (ulong)(large.Count + away.Count), large.Pages + away.Pages, all, away.Pages, returnedSoFar + away.Pages);
    }

    private static void WriteLength(TextWriter output, string name, ulong spans, ulong pages, ulong pagesSoFar, ulong returned, ulong returnedSoFar)
        => output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{name} * {spans,6} spans ~ {OfPages(pages)} MiB; {OfPages(pagesSoFar)} MiB cum; unmapped: {OfPages(returned)} MiB; {OfPages(returnedSoFar)} MiB cum\n"));

    private int LengthsInUse()
    {
        int count = 0;
        for (int length = 1; length <= SpanTable.LengthsMax; length++)
        {
            count += SpansOf(length, SpanLocation.Normal) + SpansOf(length, SpanLocation.Returned) > 0 ? 1 : 0;
        }

        return count;
    }

    private int SpansOf(int length, SpanLocation location) => _spans.Count(SpanTable.LengthHead((ulong)length, location));

    private static string OfPages(ulong pages) => Mib(pages << SizeMap.PageShift, 6);

    private static string Mib(ulong bytes, int width) => MebibyteText.Of(bytes, width, 1);
}
