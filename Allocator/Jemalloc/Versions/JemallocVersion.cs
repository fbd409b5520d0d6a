using AllocSim.Allocator.Jemalloc.Ctl;
using AllocSim.Allocator.Jemalloc.Metadata;
using AllocSim.Allocator.Jemalloc.Options;
using AllocSim.Allocator.Jemalloc.Sizes;

namespace AllocSim.Allocator.Jemalloc.Versions;

/// <summary>A release of jemalloc 5: the values and strategies in which it differs from the others. Everything else is shared.</summary>
public abstract class JemallocVersion
{
    /// <summary>5.3.0 of 2022.</summary>
    public static JemallocVersion V530 { get; } = new Jemalloc530();

    /// <summary>Its number, as in 5.3.0.</summary>
    public abstract string Name { get; }

    /// <summary>The number with the commit behind it, as controls and statistics name it.</summary>
    public abstract string FullName { get; }

    /// <summary>The options that its default build reads.</summary>
    internal abstract ConfTable Options { get; }

    /// <summary>Its tree of controls.</summary>
    internal abstract CtlNode Controls { get; }

    /// <summary>The sizes of its records for a set of size classes.</summary>
    public abstract RecordSizes Records(SizeClasses sizes);
}
