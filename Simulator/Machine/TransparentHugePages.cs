namespace AllocSim.Simulator.Machine;

/// <summary>What the system says in /sys/kernel/mm/transparent_hugepage/enabled.</summary>
public enum TransparentHugePages
{
    /// <summary>Only where a program asked for it with MADV_HUGEPAGE.</summary>
    Madvise,

    /// <summary>Everywhere but where a program refused it with MADV_NOHUGEPAGE.</summary>
    Always,

    /// <summary>Nowhere.</summary>
    Never,
}
