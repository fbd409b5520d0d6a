namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <summary>What a control does.</summary>
/// <param name="ctl">The controls.</param>
/// <param name="thread">The caller.</param>
/// <param name="mib">The path; the index of an indexed level is at its depth.</param>
/// <param name="call">The arguments.</param>
/// <returns>0 or an errno.</returns>
internal delegate int CtlHandler(Ctl ctl, int thread, ulong[] mib, ref CtlCall call);

/// <summary>Says whether an index exists at an indexed level; takes the locks that this takes.</summary>
internal delegate bool CtlIndexCheck(Ctl ctl, int thread, ulong index);

/// <summary>A node of the tree of controls: a control itself, a list of named children, or one child for every index.</summary>
/// <remarks>jemalloc 5.3.0, `include/jemalloc/internal/ctl.h`.</remarks>
internal sealed class CtlNode
{
    /// <summary>Makes a node without children.</summary>
    public CtlNode(string name)
    {
        Name = name;
    }

    /// <summary>Its name among its siblings; empty for the child of an indexed level.</summary>
    public string Name { get; }

    /// <summary>What it does, if it is a control.</summary>
    public CtlHandler? Handler { get; private set; }

    /// <summary>Named children in the order they were added.</summary>
    public List<CtlNode> Children { get; } = [];

    /// <summary>The child for every index, if the level below is indexed.</summary>
    public CtlNode? Indexed { get; private set; }

    /// <summary>Which indices exist.</summary>
    public CtlIndexCheck? IndexCheck { get; private set; }

    /// <summary>Adds a control under a path of names separated by dots, where * is an indexed level that was declared.</summary>
    public void Add(string path, CtlHandler handler)
    {
        var node = this;
        foreach (var name in path.Split('.'))
        {
            node = name == "*" ? node.Indexed! : node.Child(name);
        }

        node.Handler = handler;
    }

    /// <summary>Declares that the level below a path is indexed.</summary>
    public void DeclareIndex(string path, CtlIndexCheck check)
    {
        var node = this;
        foreach (var name in path.Split('.'))
        {
            node = name == "*" ? node.Indexed! : node.Child(name);
        }

        node.Indexed = new CtlNode("");
        node.IndexCheck = check;
    }

    /// <summary>Takes a control out, with all below it.</summary>
    public void Remove(string path)
    {
        CtlNode node = this;
        string[] names = path.Split('.');
        foreach (string name in names[..^1])
        {
            node = name == "*" ? node.Indexed! : node.Child(name);
        }

        node.Children.RemoveAll(child => child.Name == names[^1]);
    }

    /// <summary>Position of the child of a name, or -1.</summary>
    public int IndexOf(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < Children.Count; i++)
        {
            if (name.SequenceEqual(Children[i].Name))
            {
                return i;
            }
        }

        return -1;
    }

    private CtlNode Child(string name)
    {
        var index = IndexOf(name);
        if (index < 0)
        {
            Children.Add(new CtlNode(name));
            index = Children.Count - 1;
        }

        return Children[index];
    }
}
