using System.Diagnostics;
using System.Globalization;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Progress;

/// <summary>Tells on standard error how far long work is and how long it will take: a bar on a terminal, otherwise a line now and then. Short work passes without a word.</summary>
public sealed class WorkProgress
{
    private const int Width = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenBars = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);

    private readonly Terminal _terminal;
    private readonly string _what;
    private readonly Lock _lock = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private TimeSpan _told = TimeSpan.Zero;
    private bool _hasBar;

    /// <summary>Starts the clock.</summary>
    /// <param name="terminal">Where it is told.</param>
    /// <param name="what">What is done, as: replaying sqlite.</param>
    public WorkProgress(Terminal terminal, string what)
    {
        _terminal = terminal;
        _what = what;
    }

    /// <summary>So much is done, 0 to 1; safe from any thread.</summary>
    public void Tell(double share)
    {
        TimeSpan passed = Stopwatch.GetElapsedTime(_began);
        if (passed < Patience || share <= 0)
        {
            return;
        }

        lock (_lock)
        {
            if (passed - _told < (_terminal.IsInteractive ? BetweenBars : BetweenLines) && _told > TimeSpan.Zero)
            {
                return;
            }

            _told = passed;
            string words = Words(_what, share, passed.TotalNanoseconds);
            if (_terminal.IsInteractive)
            {
                _terminal.Error.Write(Bar(share, words));
                _hasBar = true;
            }
            else
            {
                _terminal.Say(words);
            }
        }
    }

    /// <summary>All is done: the bar goes.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            if (_hasBar)
            {
                _terminal.Error.Write("\r\u001b[K");
                _hasBar = false;
            }
        }
    }

    /// <summary>How far work is and what is left, in words.</summary>
    internal static string Words(string what, double share, double passedNs)
        => string.Create(CultureInfo.InvariantCulture, $"{what}: {share * 100:0}% done{(share >= 1 ? "" : $", about {Quantity.Nanoseconds(passedNs / share * (1 - share))} left")}");

    /// <summary>A bar with words behind it, drawn over the one before.</summary>
    internal static string Bar(double share, string words)
    {
        int full = (int)(Width * Math.Clamp(share, 0, 1));
        return $"\r[{new string('#', full)}{new string('.', Width - full)}] {words}\u001b[K";
    }
}
