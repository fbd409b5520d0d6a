using AllocSim.Simulator.Allocation;

namespace AllocSim.Allocator.Jemalloc.Checks;

/// <summary>Notes for each extent record where a check found it.</summary>
internal sealed class ExtentPlaces(AuditedHeap heap)
{
    private readonly ExtentPlace[] _places = new ExtentPlace[heap.Table.Count];

    /// <summary>Where an extent was found.</summary>
    public ExtentPlace this[int id] => _places[id];

    /// <summary>An extent was found.</summary>
    /// <exception cref="InvariantException">It had been found elsewhere.</exception>
    public void Claim(int id, ExtentPlace place)
    {
        if (_places[id] != ExtentPlace.Nowhere)
        {
            throw new InvariantException($"{heap.Describe(id)} is in two places: {_places[id]} and {place}");
        }

        _places[id] = place;
    }
}
