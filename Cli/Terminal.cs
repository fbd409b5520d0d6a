using AllocSim.Cli.Runs;
using AllocSim.Reports.Console;

namespace AllocSim.Cli;

/// <summary>Where a command's text goes: data to one writer, talk, progress and errors to the other.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="IsInteractive">Whether a person watches standard error, so that a line may be drawn over.</param>
/// <param name="Width">Characters in a line of standard output; null where it is no terminal.</param>
public sealed record Terminal(TextWriter Output, TextWriter Error, bool IsInteractive = false, int? Width = null)
{
    /// <summary>Where a person types commands; null where standard input is no terminal.</summary>
    public TextReader? Input { get; init; }

    /// <summary>Writes a sentence to standard output, in lines that fit.</summary>
    public void WriteSentence(string text) => TextLines.Write(Output, text, Width, 2);

    /// <summary>Says what the allocator would warn of, and what a run cannot know.</summary>
    public void SayWarnings(IEnumerable<RunRequest> requests)
    {
        foreach (string warning in requests.SelectMany(request => request.Check.Warnings.Concat(request.Remarks)).Distinct())
        {
            Say(warning);
        }
    }

    /// <summary>Says something to the person who waits.</summary>
    public void Say(string message) => Error.WriteLine("allocsim: " + message);
}
