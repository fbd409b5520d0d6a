using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace AllocSim.Cli.Recording;

/// <summary>Keeps this process alive through signals that would end it, so that what was recorded is written down, and sees to it that the program gets them.</summary>
internal sealed class SignalGuard : IDisposable
{
    // A signal to the whole group, as from the keyboard, has reached the program by itself; sending it again at once would count as the second.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(400);

    private static readonly (PosixSignal Signal, string Name)[] Signals =
    [
        (PosixSignal.SIGINT, "INT"),
        (PosixSignal.SIGTERM, "TERM"),
        (PosixSignal.SIGHUP, "HUP"),
        (PosixSignal.SIGQUIT, "QUIT"),
    ];

    private readonly List<PosixSignalRegistration> _registrations = [];
    private volatile Process? _program;
    private long _firstTicks;

    /// <summary>Begins to keep signals off.</summary>
    public SignalGuard()
    {
        foreach ((PosixSignal signal, string name) in Signals)
        {
            _registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Interlocked.CompareExchange(ref _firstTicks, Stopwatch.GetTimestamp(), 0);
                _ = PassOn(name);
            }));
        }
    }

    /// <summary>How long ago the first signal came; null when none did.</summary>
    public TimeSpan? SinceFirst => Interlocked.Read(ref _firstTicks) is var ticks && ticks != 0 ? Stopwatch.GetElapsedTime(ticks) : null;

    /// <summary>Signals that come from now on are for this program, too.</summary>
    public void Watch(Process program) => _program = program;

    /// <inheritdoc/>
    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    private async Task PassOn(string name)
    {
        await Task.Delay(Grace).ConfigureAwait(false);
        try
        {
            if (_program is { HasExited: false } program)
            {
                using Process? kill = Process.Start("/bin/sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{name} {program.Id}")]);
                kill?.WaitForExit();
            }
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended meanwhile.
        }
    }
}
