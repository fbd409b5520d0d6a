namespace AllocSim.Simulator.Machine.Pages;

/// <summary>A page is written or read that is not mapped, or that may not be accessed: a real process ends there.</summary>
public sealed class PageAccessException : Exception
{
    /// <summary>Makes the error from its whole message.</summary>
    public PageAccessException(string message)
        : base(message)
    {
    }
}
