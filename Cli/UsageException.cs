namespace AllocSim.Cli;

/// <summary>The command line or what it names cannot be used. Carries every reason at once, a line each.</summary>
public sealed class UsageException : Exception
{
    /// <summary>Makes the error from its reasons.</summary>
    public UsageException(params IReadOnlyList<string> reasons)
        : base(string.Join('\n', reasons))
    {
        Reasons = reasons;
    }

    /// <summary>What is wrong, a line each.</summary>
    public IReadOnlyList<string> Reasons { get; }
}
