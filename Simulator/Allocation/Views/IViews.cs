using AllocSim.Simulator.Allocation.Policies;
using AllocSim.Simulator.Allocation.Tables;

namespace AllocSim.Simulator.Allocation.Views;

/// <summary>An allocator that shows its records, in the views that its policy declares in <see cref="Policy.Views"/>.</summary>
public interface IViews
{
    /// <summary>Appends the rows of a view as they are now, those that are ranges by address. Changes nothing.</summary>
    /// <param name="view">Its name.</param>
    /// <param name="rows">Takes them.</param>
    void ReadView(string view, TableRows rows);

    /// <summary>Counts the rows of a view by what its summary column shows, where that is much cheaper than to read them. Changes nothing.</summary>
    /// <param name="view">Its name.</param>
    /// <param name="counts">Takes them.</param>
    /// <returns>False: it is not, and nothing was counted.</returns>
    bool TryCount(string view, ViewCounts counts) => false;
}
