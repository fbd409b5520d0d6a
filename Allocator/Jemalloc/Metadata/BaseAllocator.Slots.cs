using AllocSim.Allocator.Jemalloc.Extents.Heaps;
using AllocSim.Allocator.Jemalloc.Extents.Records;
using AllocSim.Allocator.Jemalloc.Locks;
using AllocSim.Allocator.Jemalloc.Threads;

namespace AllocSim.Allocator.Jemalloc.Metadata;

/// <content>Slots of caches, which 5.3.1 keeps here where metadata gets huge pages: the one thing that is given back. Source: jemalloc 5.3.1, `src/base.c`.</content>
internal sealed partial class BaseAllocator
{
    private readonly Dictionary<ulong, int> _slotRecords = [];
    private PairingHeap<Edata, ByRecordAge> _spareRecords;

    /// <summary>Memory for the slots of a cache, which can be given back; 0 when no block could be mapped. (b0_alloc_tcache_stack)</summary>
    public ulong AllocSlots(Tsd? thread, ulong size)
    {
        Mutex.Lock(thread);
        int record = _spareRecords.RemoveFirst(_edata);
        Mutex.Unlock(thread);
        record = record == EdataTable.Null ? AllocEdata(thread) : record;
        if (record == EdataTable.Null)
        {
            return 0;
        }

        ulong header = (ulong)_sizes.Quantum;
        ulong bytes = _sizes.SizeToUsable(size + header);
        ulong address = Alloc(thread, bytes, header, out ulong blockSerial);
        if (address == 0)
        {
            _spareRecords.Insert(_edata, record);
            return 0;
        }

        ref Edata edata = ref _edata[record];
        edata.InitBase(address, bytes, blockSerial);
        edata.IsGuarded = true; // In a base that says: handed out before.
        _machine.Touch(edata.RecordAddress, _records.Edata);
        _machine.Touch(address, sizeof(ulong));
        _slotRecords[address + header] = record;
        return address + header;
    }

    /// <summary>Takes such memory back. (b0_dalloc_tcache_stack)</summary>
    public void FreeSlots(Tsd? thread, ulong memory)
    {
        _slotRecords.Remove(memory, out int record);
        ref Edata edata = ref _edata[record];
        _machine.Touch(edata.Address, edata.SizeAndEsn);
        Mutex.Lock(thread);
        MakeAvailable(record);
        Mutex.Unlock(thread);
    }
}
