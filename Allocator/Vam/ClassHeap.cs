using System.Globalization;
using AllocSim.Simulator.Locks;
using AllocSim.Simulator.Machine;

namespace AllocSim.Allocator.Vam;

/// <summary>The reaps of one size. Each new one is twice as large as the one before, up to 64 KiB; each one that empties makes the next one smaller. (OneSizeHeap)</summary>
internal sealed class ClassHeap
{
    /// <summary>Largest order: a reap of order n has 2^(n-1) pages.</summary>
    public const int LargestOrder = 5;

    private readonly SimMachine _machine;
    private readonly PartitionHeap _partitions;
    private readonly ReapPool _pool;
    private readonly ulong _objectBytes;
    private int _order = 1;

    /// <summary>Makes it without reaps.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="partitions">Where clusters come from.</param>
    /// <param name="pool">Where reaps are.</param>
    /// <param name="objectBytes">Bytes of an object.</param>
    public ClassHeap(SimMachine machine, PartitionHeap partitions, ReapPool pool, ulong objectBytes)
    {
        _machine = machine;
        _partitions = partitions;
        _pool = pool;
        _objectBytes = objectBytes;
        Mutex = new SimMutex(string.Create(CultureInfo.InvariantCulture, $"class.{objectBytes}"), 1, machine.LockRecorder);
    }

    /// <summary>The lock, which it has where the library is built for threads.</summary>
    public SimMutex Mutex { get; }

    /// <summary>Reaps that may have a free object; asked from the front.</summary>
    public RingNode Available { get; } = new();

    /// <summary>Reaps that were asked in vain.</summary>
    public RingNode Full { get; } = new();

    /// <summary>Allocates an object; 0 when no cluster is to be had.</summary>
    public ulong Allocate(int thread)
    {
        Mutex.Acquire(thread);
        ulong address = AllocateLocked(thread);
        Mutex.Release(thread);
        return address;
    }

    /// <summary>Frees an object.</summary>
    public void Free(int thread, ulong address, Reap reap)
    {
        Mutex.Acquire(thread);
        FreeLocked(thread, address, reap);
        Mutex.Release(thread);
    }

    private ulong AllocateLocked(int thread)
    {
        while (!Available.IsEmptyRing)
        {
            Reap reap = (Reap)Available.Next;
            ulong address = reap.Allocate();
            if (address != 0)
            {
                return address;
            }

            reap.MoveTo(Full);
        }

        ulong cluster = _partitions.Allocate(thread, VamHeap.PageBytes << (_order - 1), _order);
        return cluster == 0 ? 0 : OpenReap(cluster).Allocate();
    }

    private void FreeLocked(int thread, ulong address, Reap reap)
    {
        reap.Release(address);
        if (reap.Free == 1)
        {
            reap.MoveTo(Available);
        }
        else if (reap.Free == reap.Total)
        {
            reap.Unlink();
            _pool.Close(_partitions.Find(reap.Address).ReapAt(reap.Address));
            _partitions.Free(thread, reap.Address);
            _order = Math.Max(_order - 1, 1);
        }
    }

    private Reap OpenReap(ulong cluster)
    {
        int number = _pool.Open(cluster, _order, _objectBytes);
        _partitions.Find(cluster).SetReap(cluster, number);
        Reap reap = _pool[number];
        _machine.Touch(cluster, reap.HeaderBytes);
        Available.AddFirst(reap);
        _order = Math.Min(_order + 1, LargestOrder);
        return reap;
    }
}
