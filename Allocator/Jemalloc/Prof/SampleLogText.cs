using System.Globalization;
using System.Text;
using AllocSim.Allocator.Jemalloc.Prof.Records;

namespace AllocSim.Allocator.Jemalloc.Prof;

/// <summary>The text of a log of samples: JSON without white space, in the library's order.</summary>
/// <remarks>Source: jemalloc 5.3.0, `src/prof_log.c`, prof_log_emit_*.</remarks>
internal sealed class SampleLogText
{
    // There is no process here.
    private const int ProcessId = 0;

    private readonly StringBuilder _text = new();

    /// <summary>Writes a log.</summary>
    /// <param name="log">The log.</param>
    /// <param name="nowNs">The time, in nanoseconds.</param>
    /// <param name="lgSample">log2 of the bytes between two samples.</param>
    /// <param name="version">Full name of the release.</param>
    /// <param name="isHighResolution">prof_time_resolution.</param>
    public static string Of(SampleLog log, long nowNs, int lgSample, string version, bool isHighResolution)
    {
        SampleLogText text = new();
        text.Add($"{{\"info\":{{\"duration\":{nowNs - log.StartNs},\"version\":\"{version}\",\"lg_sample_rate\":{lgSample},");
        text.Add($"\"prof_time_resolution\":\"{(isHighResolution ? "high" : "default")}\",\"pid\":{ProcessId}}},");
        text.AddList("threads", log.Threads, thread => text.Add($"{{\"thr_uid\":{thread.Uid},\"thr_name\":\"{thread.Name}\"}}"));
        text.Add($",");
        text.AddList("stack_traces", log.Backtraces, text.AddBacktrace);
        text.Add($",");
        text.AddList("allocations", log.Samples, text.AddSample);
        text.Add($"}}");
        return text._text.ToString();
    }

    private void Add(FormattableString piece) => _text.Append(piece.ToString(CultureInfo.InvariantCulture));

    private void AddList<T>(string name, IReadOnlyList<T> items, Action<T> add)
    {
        Add($"\"{name}\":[");
        for (int i = 0; i < items.Count; i++)
        {
            _text.Append(i > 0 ? "," : "");
            add(items[i]);
        }

        _text.Append(']');
    }

    private void AddBacktrace(LoggedBacktrace logged) =>
        _text.Append('[').AppendJoin(',', logged.Backtrace.Frames.Select(frame => $"\"0x{frame:x}\"")).Append(']');

    private void AddSample(LoggedSample sample)
    {
        Add($"{{\"alloc_thread\":{sample.AllocThread},\"free_thread\":{sample.FreeThread},\"alloc_trace\":{sample.AllocTrace},\"free_trace\":{sample.FreeTrace},");
        Add($"\"alloc_timestamp\":{sample.AllocNs},\"free_timestamp\":{sample.FreeNs},\"usize\":{sample.Usize}}}");
    }
}
