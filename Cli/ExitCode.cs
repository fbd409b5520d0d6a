namespace AllocSim.Cli;

/// <summary>What the command returns to the shell.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The input or the command line is wrong.</summary>
    public const int BadInput = 1;

    /// <summary>A comparison found a difference, a requirement is not met, or an invariant does not hold.</summary>
    public const int Failed = 2;
}
