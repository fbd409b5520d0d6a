namespace AllocSim.Simulator.Locks;

/// <summary>What a thread does that finds a lock taken. On a machine with one CPU nobody spins, whatever the law.</summary>
/// <param name="Looks">How often it looks at the lock before it sleeps; -1 for ever, 0 not at all.</param>
/// <param name="SpinsAgain">Whether a thread that was woken, and finds the lock taken by another, spins before it sleeps again; otherwise it sleeps at once.</param>
public readonly record struct WaitingLaw(long Looks, bool SpinsAgain)
{
    /// <summary>It sleeps at once, on a futex.</summary>
    public static WaitingLaw SleepAtOnce => default;

    /// <summary>It spins once, then sleeps until it has the lock: an adaptive mutex.</summary>
    /// <param name="looks">How often it looks; -1 for ever.</param>
    public static WaitingLaw SpinThenSleep(long looks) => new(looks, SpinsAgain: false);

    /// <summary>It spins and sleeps in turn: a spin lock that falls back on a futex.</summary>
    /// <param name="looks">How often it looks, each time.</param>
    public static WaitingLaw SpinAndSleepInTurn(long looks) => new(looks, SpinsAgain: true);
}
