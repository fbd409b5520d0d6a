using AllocSim.Allocator.Tcmalloc.Contended;
using AllocSim.Simulator.Costs;

namespace AllocSim.Allocator.Tcmalloc.Central;

/// <content>What takes time, and whose objects come out.</content>
internal sealed partial class CentralFreeList
{
    private readonly ICostRecorder? _costs;
    private int _giver = -1;
    private int _given;

    // The objects that one thread gave in a row come out first.
    private void ChargeRelease(int count)
    {
        if (_giver != _lock.Caller)
        {
            _giver = _lock.Caller;
            _given = 0;
        }

        _given += count;
        _costs!.Charge(TcmallocCost.Release);
        _costs.Charge(TcmallocCost.ReleaseObject, count);
    }

    private void ChargeFetch(int count)
    {
        int given = Math.Min(count, _given);
        _given -= given;
        _costs!.Charge(TcmallocCost.Fetch);
        _costs.Charge(TcmallocCost.Line, _giver == _lock.Caller ? 0 : given);
    }
}
