using AllocSim.Allocator.Jemalloc.Ctl;

namespace AllocSim.Allocator.Jemalloc.Stats.Printing;

/// <summary>Reads controls as the printer of statistics does, by name or by path, so that each read takes the locks that it takes in the library.</summary>
/// <remarks>jemalloc 5.3.0, `src/stats.c`, CTL_GET, CTL_M2_GET, CTL_LEAF_PREPARE, CTL_LEAF.</remarks>
internal sealed class CtlReader
{
    private readonly Ctl.Ctl _ctl;
    private readonly int _thread;
    private readonly bool _byName;

    /// <summary>Makes a reader for a thread.</summary>
    /// <param name="ctl">The controls.</param>
    /// <param name="thread">Who reads.</param>
    /// <param name="byName">Each value is found by its whole name; otherwise lists are found once, and values below them.</param>
    public CtlReader(Ctl.Ctl ctl, int thread, bool byName)
    {
        _ctl = ctl;
        _thread = thread;
        _byName = byName;
    }

    /// <summary>An empty path.</summary>
    public static CtlPath NewMib() => new();

    /// <summary>The value of a control; its width is found out.</summary>
    public ulong Get(string name) => Check(name, TryGet(name, out var value)) ? value.OldValue : 0;

    /// <summary>The string of a control.</summary>
    public string GetText(string name) => Check(name, TryGet(name, out var value)) ? value.OldText! : "";

    /// <summary>The value of a control if it is compiled in.</summary>
    public bool TryGet(string name, out CtlCall call)
    {
        call = new CtlCall { OldLength = CtlCall.AnyLength };
        return _ctl.ByName(_thread, name, ref call) == Errno.Ok;
    }

    /// <summary>The value of a control of one arena: the name is resolved for arena 0, then another index is put into the path.</summary>
    public CtlCall GetOfArena(string name, ulong arena)
    {
        ulong[] mib = new ulong[Ctl.Ctl.MaxDepth];
        int depth = Resolve(mib, 0, name);
        mib[2] = arena;
        return GetByMib(mib, depth, name);
    }

    /// <summary>The value of a control under arena: the name is resolved for arena 0, then another index is put into the path.</summary>
    public CtlCall GetOfOneArena(string name, ulong arena)
    {
        ulong[] mib = new ulong[Ctl.Ctl.MaxDepth];
        int depth = Resolve(mib, 0, name);
        mib[1] = arena;
        return GetByMib(mib, depth, name);
    }

    /// <summary>The value of the control at a path.</summary>
    public CtlCall GetByMib(ulong[] mib, int depth, string name)
    {
        var call = new CtlCall { OldLength = CtlCall.AnyLength };
        Check(name, _ctl.ByMib(_thread, mib, depth, ref call) == Errno.Ok);
        return call;
    }

    /// <summary>Extends a path by a name.</summary>
    /// <returns>The path's new depth.</returns>
    public int Prepare(CtlPath path, int depth, string name)
    {
        if (!_byName)
        {
            Resolve(path.Mib, depth, name);
        }

        return path.Append(depth, name);
    }

    /// <summary>Extends a path of numbers by a name.</summary>
    /// <returns>The path's new depth.</returns>
    public int Resolve(ulong[] mib, int depth, string name)
    {
        Check(name, _ctl.NameToMib(_thread, mib, ref depth, name) == Errno.Ok);
        return depth;
    }

    /// <summary>The value of a control right below a path.</summary>
    public ulong Leaf(CtlPath path, int depth, string name) => ReadLeaf(path, depth, name).OldValue;

    /// <summary>The value of a control right below a path that has two words.</summary>
    public (ulong First, ulong Second) LeafPair(CtlPath path, int depth, string name)
    {
        CtlCall call = ReadLeaf(path, depth, name);
        return (call.OldValue, call.OldSecondValue);
    }

    private CtlCall ReadLeaf(CtlPath path, int depth, string name)
    {
        if (_byName)
        {
            string whole = path.NameOf(depth, name);
            ulong[] mib = new ulong[Ctl.Ctl.MaxDepth];
            int end = Resolve(mib, 0, whole);
            path.CopyIndices(mib, depth);
            return GetByMib(mib, end, whole);
        }

        var call = new CtlCall { OldLength = CtlCall.AnyLength };
        Check(name, _ctl.ByMibName(_thread, path.Mib, depth, name, ref call) == Errno.Ok);
        return call;
    }

    private static bool Check(string name, bool succeeded) => succeeded ? true : throw new InvalidOperationException($"the control {name} cannot be read");
}
