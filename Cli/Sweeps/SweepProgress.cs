using System.Diagnostics;
using System.Globalization;
using AllocSim.Cli.Parsing;
using AllocSim.Cli.Progress;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Sweeps;

/// <summary>Tells on standard error how far a sweep is and how long it will take: a bar on a terminal, otherwise a line for each twentieth.</summary>
public sealed class SweepProgress
{
    private const int Lines = 20;

    private readonly Terminal _terminal;
    private readonly int _total;
    private readonly string _what;
    private readonly Lock _lock = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _done;
    private int _told;

    /// <summary>Starts the clock.</summary>
    /// <param name="terminal">Where it is told.</param>
    /// <param name="total">Points to be run.</param>
    /// <param name="what">What is counted: of several traces each point has so many runs.</param>
    public SweepProgress(Terminal terminal, int total, string what = "point")
    {
        _terminal = terminal;
        _total = total;
        _what = what;
    }

    /// <summary>One more point is done; safe from any thread.</summary>
    public void Step()
    {
        lock (_lock)
        {
            _done++;
            string left = _done == _total ? "" : $", about {Quantity.Nanoseconds(Stopwatch.GetElapsedTime(_began).TotalNanoseconds / _done * (_total - _done))} left";
            string count = string.Create(CultureInfo.InvariantCulture, $"{_done} of {Counted.Of(_total, _what)} done{left}");
            if (_terminal.IsInteractive)
            {
                _terminal.Error.Write(WorkProgress.Bar((double)_done / _total, count) + (_done == _total ? "\n" : ""));
            }
            else if ((long)_done * Lines / _total > _told)
            {
                _told = (int)((long)_done * Lines / _total);
                _terminal.Say(count);
            }
        }
    }

    /// <summary>Says how fast it went.</summary>
    public void Finish(int jobs)
    {
        if (_done > 0)
        {
            double seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
            _terminal.Say(string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(_done, _what)} in {seconds:0.00} s, {_done / seconds:0.0} {_what}s a second with {jobs} {(jobs == 1 ? "worker" : "workers")}"));
        }
    }
}
