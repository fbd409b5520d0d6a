namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator that tells the size class and the slab of an object. Of one that does not, tables group objects by usable size and by page.</summary>
public interface IObjectPlaces
{
    /// <summary>Where a live object lies. Changes nothing.</summary>
    void ReadPlace(ulong address, ref ObjectPlace place);
}
