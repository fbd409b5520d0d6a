using AllocSim.Workloads.Sources;

namespace AllocSim.Workloads.Import;

/// <summary>The tree of callers, and the call stacks that allocations had.</summary>
internal sealed class CallerTree
{
    private const int PlacesMax = 1 << 22;
    private const int FramesMax = 256;

    private readonly Dictionary<(int Caller, string Function), int> _known = [];
    private readonly List<(int Caller, string Function, int Stack)> _places = [(0, "", 0)];

    /// <summary>The stacks that allocations had so far.</summary>
    public CallStackTable Named { get; } = new();

    /// <summary>The place of a function under its caller.</summary>
    /// <param name="caller">The caller's place; 0 for none.</param>
    /// <param name="function">Name of the function.</param>
    /// <returns>Its place; the caller's where there is no room for more.</returns>
    public int Under(int caller, string function)
    {
        if (_known.TryGetValue((caller, function), out int place))
        {
            return place;
        }

        if (_places.Count == PlacesMax)
        {
            return caller;
        }

        _known.Add((caller, function), _places.Count);
        _places.Add((caller, function, -1));
        return _places.Count - 1;
    }

    /// <summary>The number of the stack that ends at a place; 0 for none.</summary>
    public int NumberOf(int place)
    {
        (int caller, string function, int stack) = _places[place];
        if (stack < 0)
        {
            List<string> frames = [];
            for (int at = place; at != 0 && frames.Count < FramesMax; at = _places[at].Caller)
            {
                frames.Add(_places[at].Function);
            }

            stack = Named.Add(frames);
            _places[place] = (caller, function, stack);
        }

        return stack;
    }
}
