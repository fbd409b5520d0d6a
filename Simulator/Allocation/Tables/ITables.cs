using AllocSim.Simulator.Allocation.Policies;

namespace AllocSim.Simulator.Allocation.Tables;

/// <summary>An allocator with tables of its own, which its policy declares in <see cref="Policy.Tables"/>.</summary>
public interface ITables
{
    /// <summary>Appends the rows of a table as they are now. Changes nothing.</summary>
    /// <param name="table">Its name.</param>
    /// <param name="nowNs">The time, on the machine's clock, that limits are those of; not before the last change.</param>
    /// <param name="rows">Takes them.</param>
    void ReadTable(string table, long nowNs, TableRows rows);
}
