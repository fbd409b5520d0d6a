using System.Diagnostics;
using System.Globalization;
using AllocSim.Simulator.Text;
using AllocSim.Workloads.Recorder;

namespace AllocSim.Cli.Recording;

/// <summary>Says now and then how long a program has been recorded, and how many calls it made. In lines, not as a bar: the program may write to the same terminal.</summary>
/// <param name="terminal">Who is told.</param>
/// <param name="folder">The recorder's files.</param>
/// <param name="program">What is recorded.</param>
internal sealed class RecordProgress(Terminal terminal, RecordFolder folder, string program)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly long _began = Stopwatch.GetTimestamp();

    /// <summary>Waits for a process to end, and tells meanwhile.</summary>
    public void WaitFor(Process child)
    {
        while (!child.WaitForExit(BetweenLines))
        {
            long calls = folder.Images().Sum(image => RecordedCalls.Estimate(image.File));
            terminal.Say(Words(program, Stopwatch.GetElapsedTime(_began).TotalNanoseconds, calls));
        }
    }

    /// <summary>The line. A recording has no known end, so it says what has been, not what is left.</summary>
    internal static string Words(string program, double passedNs, long calls)
        => string.Create(CultureInfo.InvariantCulture, $"recording {program}: {Quantity.Nanoseconds(passedNs)}, about {Quantity.Count(calls, "call")}, {calls / (passedNs / 1e9):N0} a second");
}
