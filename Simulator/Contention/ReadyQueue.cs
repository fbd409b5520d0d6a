namespace AllocSim.Simulator.Contention;

/// <summary>Threads that want a CPU, first come, first served. A ring that grows with the most that ever waited.</summary>
internal sealed class ReadyQueue
{
    private SimThread[] _ring = new SimThread[16];
    private int _first;

    public int Count { get; private set; }

    public void Add(SimThread thread)
    {
        if (Count == _ring.Length)
        {
            SimThread[] grown = new SimThread[Count * 2];
            for (int i = 0; i < Count; i++)
            {
                grown[i] = _ring[(_first + i) % Count];
            }

            _ring = grown;
            _first = 0;
        }

        _ring[(_first + Count++) % _ring.Length] = thread;
    }

    public SimThread Take()
    {
        SimThread thread = _ring[_first];
        _first = (_first + 1) % _ring.Length;
        Count--;
        return thread;
    }
}
