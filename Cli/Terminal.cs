namespace AllocSim.Cli;

/// <summary>Where a command's text goes: data to one writer, talk, progress and errors to the other.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsInteractive">Whether a person watches standard error, so that a line may be drawn over.</param>
public sealed record Terminal(TextWriter Output, TextWriter Error, bool IsInteractive = false)
{
    /// <summary>Says something to the person who waits.</summary>
    public void Say(string message) => Error.WriteLine("allocsim: " + message);
}
