namespace AllocSim.Allocator.Jemalloc.Kernel;

/// <summary>The extent hooks of an arena, or of its metadata: which calls they serve. What is served, <see cref="PageHooks"/> does.</summary>
/// <remarks>Source: jemalloc 5.3.0, `include/jemalloc/internal/ehooks.h`.</remarks>
internal sealed class ExtentHooks(PageHooks system)
{
    private HookCalls _failing;
    private HookSet _set;

    /// <summary>The hooks.</summary>
    public HookSet Set
    {
        get => _set;
        set
        {
            _set = value;
            WereReplaced |= !value.AreDefault;
            _failing = value.Refused | value.Lacking;
        }
    }

    /// <summary>Whether they are the library's own.</summary>
    public bool AreDefault => _set.AreDefault;

    /// <summary>Whether there were ever others than the library's own.</summary>
    public bool WereReplaced { get; private set; }

    /// <summary>Whether it is worth asking for address space to be given back. (ehooks_dalloc_will_fail)</summary>
    public bool MayDalloc => AreDefault ? !system.Retain : !Lacks(HookCalls.Dalloc);

    /// <summary>Whether a call is answered.</summary>
    public bool Serves(HookCalls call) => (_failing & call) == 0;

    /// <summary>Whether a call has no hook. (ehooks_split_will_fail, ehooks_merge_will_fail)</summary>
    public bool Lacks(HookCalls call) => (_set.Lacking & call) != 0;

    /// <summary>Makes pages read as zero: what a program's hooks would do for it nobody knows, so they are written to. (ehooks_zero)</summary>
    public void Zero(ulong address, ulong size)
    {
        if (AreDefault || system.ZeroesByPurgingAlways)
        {
            system.Zero(address, size);
        }
        else
        {
            system.Write(address, size);
        }
    }

    /// <summary>Gives a block of metadata back, as well as it can be done. (base_unmap)</summary>
    public void UnmapMetadata(ulong address, ulong size)
    {
        if (!Serves(HookCalls.Dalloc) || !system.TryUnmap(address, size))
        {
            system.Lose(size);
            _ = (Serves(HookCalls.Decommit) && system.TryCommit(address, size, commit: false))
                || (Serves(HookCalls.PurgeForced) && system.TryPurgeForced(address, size))
                || (Serves(HookCalls.PurgeLazily) && system.TryPurgeLazily(address, size));
        }

        system.RefuseHugeMetadata(address, size);
    }
}
