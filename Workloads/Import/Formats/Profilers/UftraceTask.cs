using System.Text;

namespace AllocSim.Workloads.Import.Formats.Profilers;

/// <summary>The functions of a task that have begun and not ended.</summary>
internal sealed class UftraceTask
{
    private const int DepthMax = 1 << 16;

    private readonly List<(byte[] Function, int Place, bool IsOuter)> _begun = [];
    private int _outerDepth = -1;

    /// <summary>Whether a call of the malloc family has begun.</summary>
    public bool IsInside => _outerDepth >= 0;

    /// <summary>The place in the tree of callers where the task is; 0 outside of all.</summary>
    public int Place => _begun.Count == 0 ? 0 : _begun[^1].Place;

    /// <summary>A function begins.</summary>
    /// <param name="stacks">The tree of callers.</param>
    /// <param name="function">Its name.</param>
    /// <param name="isOuter">Whether it is of the malloc family, in no other one of it.</param>
    public void Enter(CallerTree stacks, ReadOnlySpan<byte> function, bool isOuter)
    {
        if (_begun.Count == DepthMax)
        {
            return;
        }

        _outerDepth = isOuter ? _begun.Count : _outerDepth;
        _begun.Add((function.ToArray(), IsInside ? Place : stacks.Under(Place, Encoding.UTF8.GetString(function)), isOuter));
    }

    /// <summary>A function ends, and those in it of which no end is told.</summary>
    /// <param name="function">Its name; empty for the one that began last.</param>
    /// <returns>Its name where it is the call of the malloc family that had begun; otherwise null.</returns>
    public byte[]? Leave(ReadOnlySpan<byte> function)
    {
        int at = _begun.Count - 1;
        while (at >= 0 && !function.IsEmpty && !function.SequenceEqual(_begun[at].Function))
        {
            at--;
        }

        if (at < 0)
        {
            return null; // it began before the recording
        }

        byte[]? ended = _begun[at].IsOuter ? _begun[at].Function : null;
        _begun.RemoveRange(at, _begun.Count - at);
        _outerDepth = _outerDepth >= at ? -1 : _outerDepth;
        return ended;
    }
}
