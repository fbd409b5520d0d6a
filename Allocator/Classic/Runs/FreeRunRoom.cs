using System.Numerics;

namespace AllocSim.Allocator.Classic.Runs;

/// <summary>Room for heaps of free runs, used again and again.</summary>
internal sealed class FreeRunRoom
{
    private const int Sizes = 28;

    private readonly Stack<FreeRun[]>[] _spare = [.. Enumerable.Range(0, Sizes).Select(_ => new Stack<FreeRun[]>())];

    /// <summary>Room for more runs than so many: twice the next power of two.</summary>
    public FreeRun[] Take(int count)
    {
        int size = BitOperations.Log2((uint)Math.Max(count, 1)) + 1;
        return _spare[size].TryPop(out FreeRun[]? room) ? room : new FreeRun[1 << size];
    }

    /// <summary>The room is no longer needed.</summary>
    public void Give(FreeRun[] room) => _spare[BitOperations.Log2((uint)room.Length)].Push(room);
}
