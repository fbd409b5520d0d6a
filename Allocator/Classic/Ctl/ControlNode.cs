namespace AllocSim.Allocator.Classic.Ctl;

/// <summary>A node of the tree of controls: named children, or one child for all numbers, or a control. (ctl_node_t)</summary>
internal sealed class ControlNode
{
    /// <summary>What a control does.</summary>
    /// <param name="call">The call; the answer is put there.</param>
    /// <returns>0 or an errno value.</returns>
    public delegate int Handler(ref ControlCall call);

    private readonly Dictionary<string, ControlNode> _children = [];

    /// <summary>What the control does; null for an inner node.</summary>
    public Handler? Control { get; private init; }

    /// <summary>The child that stands for every number; null where children have names.</summary>
    public ControlNode? Numbered { get; private set; }

    /// <summary>Whether a number names anything there.</summary>
    public Func<ulong, bool> HasNumber { get; private set; } = _ => false;

    /// <summary>Adds a named inner node.</summary>
    public ControlNode Add(string name)
    {
        ControlNode child = new();
        _children.Add(name, child);
        return child;
    }

    /// <summary>Adds a control.</summary>
    public void Add(string name, Handler control) => _children.Add(name, new ControlNode { Control = control });

    /// <summary>Adds the child of all numbers.</summary>
    public ControlNode AddNumbered(Func<ulong, bool> hasNumber)
    {
        HasNumber = hasNumber;
        return Numbered = new ControlNode();
    }

    /// <summary>The child of a name; null where there is none.</summary>
    public ControlNode? Find(string name) => _children.GetValueOrDefault(name);
}
