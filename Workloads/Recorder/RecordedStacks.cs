using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Recorder;

/// <summary>The call stacks of a recording, numbered from 1 in the order in which they come up.</summary>
/// <param name="names">What to call frames; null while only their addresses are wanted.</param>
internal sealed class RecordedStacks(FrameNames? names)
{
    private readonly Dictionary<ulong, int> _numbers = [];
    private readonly HashSet<ulong> _addresses = [];

    /// <summary>The stacks by name; empty without names.</summary>
    public CallStackTable Named { get; } = new();

    /// <summary>Addresses of all frames so far.</summary>
    public IReadOnlyCollection<ulong> Addresses => _addresses;

    /// <summary>The number of a stack.</summary>
    /// <param name="hash">Its hash, by which the recorder refers to it.</param>
    /// <param name="frames">Its frames, where they were written before it; taken out.</param>
    /// <returns>0 when its frames never came.</returns>
    public int NumberOf(ulong hash, List<ulong> frames)
    {
        if (!_numbers.TryGetValue(hash, out int number) && frames.Count > 0)
        {
            _addresses.UnionWith(frames);
            number = names is null ? 0 : Named.Add([.. frames.SelectMany(names.Of)]);
            _numbers.Add(hash, number);
        }

        frames.Clear();
        return number;
    }
}
