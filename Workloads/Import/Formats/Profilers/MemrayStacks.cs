using System.Text;
using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import.Formats.Profilers;

/// <summary>Python's functions in which each thread of a memray recording is. The line of a call is not printed, so a frame is a function and its file.</summary>
internal sealed class MemrayStacks
{
    private const int NamesMax = 1 << 22;
    private const int DepthMax = 1 << 16;

    private readonly Dictionary<ulong, string> _names = [];
    private readonly Dictionary<long, List<int>> _threads = [];
    private readonly CallerTree _tree = new();

    /// <summary>The stacks that allocations had so far.</summary>
    public CallStackTable Named => _tree.Named;

    /// <summary>A code object has a name.</summary>
    public bool TryName(ulong code, ReadOnlySpan<byte> function, ReadOnlySpan<byte> file)
    {
        if (_names.Count < NamesMax)
        {
            _names[code] = $"{Encoding.UTF8.GetString(function)} ({Path.GetFileName(Encoding.UTF8.GetString(file))})";
        }

        return !function.IsEmpty;
    }

    /// <summary>A function begins.</summary>
    public bool TryPush(long thread, ulong code)
    {
        List<int> frames = Of(thread);
        if (frames.Count < DepthMax)
        {
            frames.Add(_tree.Under(Place(frames), _names.GetValueOrDefault(code) ?? "python"));
        }

        return true;
    }

    /// <summary>The youngest functions end.</summary>
    public bool TryPop(long thread, ulong count)
    {
        List<int> frames = Of(thread);
        int ended = (int)Math.Min(count, (ulong)frames.Count);
        frames.RemoveRange(frames.Count - ended, ended);
        return true;
    }

    /// <summary>The number of the stack of a thread; 0 where it is in no function.</summary>
    public int NumberOf(long thread) => _threads.TryGetValue(thread, out List<int>? frames) && frames.Count > 0 ? _tree.NumberOf(frames[^1]) : 0;

    private static int Place(List<int> frames) => frames.Count == 0 ? 0 : frames[^1];

    private List<int> Of(long thread)
    {
        if (!_threads.TryGetValue(thread, out List<int>? frames))
        {
            _threads.Add(thread, frames = []);
        }

        return frames;
    }
}
