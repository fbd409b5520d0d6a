using AllocSim.Allocator.Tcmalloc.Contended;
using AllocSim.Allocator.Tcmalloc.Pages;
using AllocSim.Allocator.Tcmalloc.Sizes;

namespace AllocSim.Allocator.Tcmalloc.Central;

/// <content>A new span that becomes objects.</content>
internal sealed partial class CentralFreeList
{
    private void Populate()
    {
        _lock.Unlock();
        _pageHeapLock.Lock();
        int number = _pageHeap.NewForClass(_pages, _class);
        _pageHeapLock.Unlock();
        if (number == 0)
        {
            _lock.Lock();
            return;
        }

        ref PageSpan span = ref _spans[number];
        span.Used = 0;
        span.Fresh = 0;
        span.Back = 0;
        span.BackBlock = _blocks.New(_class);
        _costs?.Charge(TcmallocCost.CarveObject, _objects);
        TouchLinks(span.Start << SizeMap.PageShift);
        _lock.Lock();
        _lock.Supply.Add();
        _spans.Prepend(_nonempty, number);
        Count(_objects, 1);
    }

    // The first word of every object is written: objects of more than a page of the machine leave pages out.
    private void TouchLinks(ulong start)
    {
        if (_size <= _machine.PageSize)
        {
            _machine.Touch(start, ((ulong)(_objects - 1) * (ulong)_size) + LinkBytes);
            return;
        }

        for (int i = 0; i < _objects; i++)
        {
            _machine.Touch(start + ((ulong)i * (ulong)_size), LinkBytes);
        }
    }
}
