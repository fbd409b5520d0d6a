namespace AllocSim.Cli.Contended;

/// <summary>The cost table that <c>allocsim calibrate</c> keeps for this machine, and that <c>--costs machine</c> means.</summary>
public static class MachineCosts
{
    /// <summary>The word for it.</summary>
    public const string Word = "machine";

    /// <summary>The word for the table that is used when none is given.</summary>
    public const string DefaultWord = "default";

    /// <summary>Where it is: in $XDG_DATA_HOME/allocsim, or ~/.local/share/allocsim, under the machine's name, since several machines may share a home.</summary>
    public static string File => Path.Combine(UserFolder.Data, $"costs-{Environment.MachineName}.yaml");
}
