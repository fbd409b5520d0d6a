namespace AllocSim.Simulator.Allocation.Views;

/// <summary>An allocator that finds the record of an address by a walk of several steps, which can be shown.</summary>
public interface IAddressWalk
{
    /// <summary>Writes the walk: a line a step, a kind and then name=value pairs. Changes nothing.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="address">The address; it may belong to nobody.</param>
    /// <param name="mapRoot">Address of the page map's root, a variable of the library; it does not follow from the run.</param>
    void WalkTo(TextWriter output, ulong address, ulong mapRoot);
}
