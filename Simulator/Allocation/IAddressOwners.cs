namespace AllocSim.Simulator.Allocation;

/// <summary>An allocator that shares out its memory among owners, which its policy names (<see cref="Policies.PolicyTraits.OwnerWord"/>).</summary>
public interface IAddressOwners
{
    /// <summary>Appends what each owner has now, in any order, without overlaps. Memory of nobody is left out. Changes nothing.</summary>
    /// <param name="ranges">Takes them.</param>
    void ReadOwners(ICollection<OwnedRange> ranges);
}
