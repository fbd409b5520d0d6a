namespace AllocSim.Allocator.Jemalloc.Ctl;

/// <summary>The error numbers of Linux that controls return.</summary>
internal static class Errno
{
    /// <summary>No error.</summary>
    public const int Ok = 0;

    /// <summary>The control cannot be used in this direction.</summary>
    public const int EPerm = 1;

    /// <summary>There is no such control.</summary>
    public const int ENoEnt = 2;

    /// <summary>Memory ran out.</summary>
    public const int EAgain = 11;

    /// <summary>The action failed.</summary>
    public const int EFault = 14;

    /// <summary>A value of the wrong width, or one that is not valid.</summary>
    public const int EInval = 22;
}
