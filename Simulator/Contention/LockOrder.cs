namespace AllocSim.Simulator.Contention;

/// <summary>Who gets a lock that others wait for.</summary>
public enum LockOrder
{
    /// <summary>As real mutexes do it: whoever sees first that it is free, which often is the thread that just gave it back.</summary>
    Barging,

    /// <summary>First come, first served: it is handed over.</summary>
    Fifo,
}
