using System.Net;
using System.Text;
using AllocSim.Reports.Runs;
using AllocSim.Reports.Tables;
using AllocSim.Simulator.Text;

namespace AllocSim.Reports.Html.Sections;

/// <summary>The figures of one run that a reader looks for first.</summary>
internal static class Headline
{
    /// <summary>Writes the figures.</summary>
    public static void Write(StringBuilder page, RunResult run)
    {
        SummaryRow s = run.Summary;
        page.AppendJoin("", RunWords.Of(run).Select(line => $"<p class=\"answer\">{WebUtility.HtmlEncode(line)}</p>\n"));
        page.Append("<div class=\"figures\">\n");
        Figure("peak_resident_bytes", "Peak resident", Quantity.Bytes(s.PeakResidentBytes), $"mean {Quantity.Bytes(s.MeanResidentBytes)}, end {Quantity.Bytes(s.EndResidentBytes)}");
        Figure("peak_requested_bytes", "Peak requested", Quantity.Bytes(s.PeakRequestedBytes), $"mean {Quantity.Bytes(s.MeanRequestedBytes)}, end {Quantity.Bytes(s.EndRequestedBytes)}");
        Figure("peak_overhead_ratio", "Overhead", Quantity.Percent(s.PeakOverheadRatio), "peak resident over peak requested");
        Figure("fragmentation", "Fragmentation at the peak", $"{Quantity.Percent(s.InternalFragmentationRatio)} · {Quantity.Percent(s.ExternalFragmentationRatio)} · {Quantity.Percent(s.PageFragmentationRatio)}", "internal · external · page");
        Figure("page_faults", "Page faults", Quantity.Count(s.PageFaults), s.GivenBackPages is { } pages ? $"{Quantity.Count((long)pages, "page")} given back" : "");
        Figure("madvise_calls", "madvise calls", Quantity.Count(s.MadviseCalls), $"mmap {Quantity.Count(s.MmapCalls)}, munmap {Quantity.Count(s.MunmapCalls)}");
        if (run.Contention is { } contention)
        {
            double perSecond = contention.SimulatedNs == 0 ? 0 : contention.Operations * 1e9 / contention.SimulatedNs;
            Figure("lock_wait_ns", "Waiting for locks", Quantity.Nanoseconds(contention.LockWaitNs), $"{Quantity.Count((long)perSecond, "operation")} a second, simulated");
        }

        page.Append("</div>\n");
        Warn(s.FailedAllocations, "allocation", "returned null: memory had run out.");
        Warn(s.Repairs, "operation", $"of the trace {Quantity.Noun(s.Repairs, "was wrong and was", "were wrong and were")} repaired or skipped.");

        void Figure(string id, string name, string value, string note)
            => page.Append($"<div class=\"figure\" data-figure=\"{id}\"><span class=\"name\">{name}</span><strong>{WebUtility.HtmlEncode(value)}</strong><span class=\"note\">{WebUtility.HtmlEncode(note)}</span></div>\n");

        void Warn(long count, string thing, string what)
        {
            if (count > 0)
            {
                page.Append($"<p class=\"warning\">{Quantity.Count(count, thing)} {what}</p>\n");
            }
        }
    }
}
