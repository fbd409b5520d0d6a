using System.Runtime.CompilerServices;

namespace AllocSim.Simulator.Machine.Pages;

/// <summary>A number of pages for each <see cref="PageState"/>, in place, so that reading one needs no check.</summary>
[InlineArray(PageByte.StateMask + 1)]
internal struct PageCounts
{
    private long _first;
}
