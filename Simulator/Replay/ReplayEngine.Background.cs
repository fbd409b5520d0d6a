using System.Runtime.CompilerServices;

namespace AllocSim.Simulator.Replay;

/// <content>Threads of the allocator's own: between two operations those run whose time has come.</content>
public sealed partial class ReplayEngine<TAllocator, TProbe>
{
    // Before an operation of a time.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunBackground(long timeNs)
    {
        long untilNs = _clockOriginNs + timeNs;
        while (_background!.NextWakeNs < untilNs)
        {
            RunNextBackground(_background.NextWakeNs);
        }
    }

    /// <summary>Lets the background thread that is next run.</summary>
    /// <param name="nowNs">The time, on the machine's clock.</param>
    internal void RunNextBackground(long nowNs)
    {
        _machine.NowNs = nowNs;
        _probe.Waking(OperationCount, nowNs - _clockOriginNs);
        _background!.RunNext();
    }
}
