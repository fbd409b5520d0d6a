using AllocSim.Allocator.Jemalloc.Ctl.Targets;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Operations;

namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <summary>The controls of the allocator by name, as mallctl reads, writes and runs them: same errors, same locks, same memory for their records.</summary>
/// <remarks>
/// jemalloc 5.3.0, `src/ctl.c`. Two things differ. A string reads as a null pointer, since the address of a constant in the library's image means nothing here.
/// Calls that would crash the program (a wrong null pointer, an index past a table) return an error instead.
/// </remarks>
public sealed class Ctl
{
    /// <summary>Most levels of a name. (CTL_MAX_DEPTH)</summary>
    public const int MaxDepth = 7;

    private readonly CtlNode _root;

    private bool _isInitialized;

    /// <summary>Makes the controls of an allocator; their records are allocated at the first use.</summary>
    public Ctl(ICtlTarget target)
    {
        Target = target;
        _root = target.Options.Version.Controls;
        Arenas = new CtlArenas(target);
    }

    /// <summary>The allocator.</summary>
    internal ICtlTarget Target { get; }

    /// <summary>Records of arenas and of the whole.</summary>
    internal CtlArenas Arenas { get; }

    /// <summary>The mutex of the controls.</summary>
    internal SimMutex Mutex => Target.CtlMutex;

    /// <summary>Locks a mutex for a thread.</summary>
    internal void Lock(SimMutex mutex, int thread) => mutex.Acquire(Target.OwnerOf(thread));

    /// <summary>Unlocks a mutex for a thread.</summary>
    internal void Unlock(SimMutex mutex, int thread) => mutex.Release(Target.OwnerOf(thread));

    /// <summary>mallctl of a value of 0, 1, 4 or 8 bytes.</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="name">Period-separated name.</param>
    /// <param name="mode">Width and direction.</param>
    /// <param name="value">The value to write; when reading, it is replaced by the value read (0 where the control gives none).</param>
    /// <returns>0 or an errno.</returns>
    /// <exception cref="NotSupportedException">The call asks for something that is not modelled: the message names it.</exception>
    public int ByName(int thread, string name, CtlMode mode, ref ulong value)
    {
        var width = (mode & CtlMode.TypeMask) switch
        {
            CtlMode.U32 => 4,
            CtlMode.U64 => 8,
            CtlMode.Bool => 1,
            _ => 0,
        };
        var isWrite = (mode & CtlMode.Write) != 0;
        var call = isWrite ? new CtlCall { NewLength = width, NewValue = value } : new CtlCall { OldLength = width };
        var error = ByName(thread, name, ref call);
        if (!isWrite)
        {
            value = call.OldValue;
        }

        return error;
    }

    /// <summary>mallctl with all its arguments. (ctl_byname)</summary>
    internal int ByName(int thread, string name, ref CtlCall call)
    {
        var mib = new ulong[MaxDepth];
        var depth = 0;
        if (!TryInitialize(thread))
        {
            return Errno.EAgain;
        }

        return Lookup(thread, _root, name, mib, ref depth) is { Handler: { } handler } ? handler(this, thread, mib, ref call) : Errno.ENoEnt;
    }

    /// <summary>Puts the path of a name behind a path. (ctl_nametomib, ctl_mibnametomib)</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="mib">The path; what follows <paramref name="depth"/> is overwritten.</param>
    /// <param name="depth">Levels of the path, before and after.</param>
    /// <param name="name">The name below it.</param>
    /// <returns>0 or an errno.</returns>
    internal int NameToMib(int thread, ulong[] mib, ref int depth, string name)
    {
        if (!TryInitialize(thread))
        {
            return Errno.EAgain;
        }

        return Follow(thread, mib, depth) is { Handler: null } node && Lookup(thread, node, name, mib, ref depth) is not null ? Errno.Ok : Errno.ENoEnt;
    }

    /// <summary>mallctlbymib. (ctl_bymib)</summary>
    internal int ByMib(int thread, ulong[] mib, int depth, ref CtlCall call)
    {
        if (!TryInitialize(thread))
        {
            return Errno.EAgain;
        }

        return Follow(thread, mib, depth) is { Handler: { } handler } ? handler(this, thread, mib, ref call) : Errno.ENoEnt;
    }

    /// <summary>mallctl of a name below a path. (ctl_bymibname)</summary>
    internal int ByMibName(int thread, ulong[] mib, int depth, string name, ref CtlCall call)
    {
        if (!TryInitialize(thread))
        {
            return Errno.EAgain;
        }

        return Follow(thread, mib, depth) is { Handler: null } node && Lookup(thread, node, name, mib, ref depth) is { Handler: { } handler }
            ? handler(this, thread, mib, ref call)
            : Errno.ENoEnt;
    }

    private bool TryInitialize(int thread)
    {
        if (!_isInitialized)
        {
            Lock(Mutex, thread);
            _isInitialized = Arenas.TryInitialize(thread);
            Unlock(Mutex, thread);
        }

        return _isInitialized;
    }

    /// <summary>The node that a name leads to from a node, null when there is none; notes the path. (ctl_lookup)</summary>
    private CtlNode? Lookup(int thread, CtlNode start, string name, ulong[] mib, ref int depth)
    {
        var node = start;
        foreach (var range in name.AsSpan().Split('.'))
        {
            // A control has nothing below it, and the name goes on.
            if (node.Handler is not null || depth == MaxDepth)
            {
                return null;
            }

            var element = name.AsSpan()[range];
            if (node.Indexed is not null)
            {
                if (!CtlIndex.TryRead(element, out mib[depth]) || !node.IndexCheck!(this, thread, mib[depth]))
                {
                    return null;
                }

                node = node.Indexed;
            }
            else
            {
                var index = node.IndexOf(element);
                if (index < 0)
                {
                    return null;
                }

                mib[depth] = (ulong)index;
                node = node.Children[index];
            }

            depth++;
        }

        return node;
    }

    /// <summary>The node that a path leads to, null when there is none. (ctl_lookupbymib)</summary>
    private CtlNode? Follow(int thread, ulong[] mib, int depth)
    {
        var node = _root;
        for (var i = 0; i < depth; i++)
        {
            if (node.Indexed is not null)
            {
                if (!node.IndexCheck!(this, thread, mib[i]))
                {
                    return null;
                }

                node = node.Indexed;
            }
            else
            {
                node = node.Children[(int)mib[i]];
            }
        }

        return node;
    }
}
