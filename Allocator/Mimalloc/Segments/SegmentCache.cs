using AllocSim.Allocator.Mimalloc.Arenas;
using AllocSim.Allocator.Mimalloc.Hints;
using AllocSim.Allocator.Mimalloc.Options;
using AllocSim.Allocator.Mimalloc.Os;
using AllocSim.Allocator.Mimalloc.Stats;

namespace AllocSim.Allocator.Mimalloc.Segments;

/// <summary>Freed segments of the usual size, up to 1024 for the whole process, until a thread wants one. Those that wait long enough give up their memory and keep their addresses.</summary>
/// <remarks>
/// mimalloc 2.0.9, `src/segment-cache.c`. The lowest free slot is filled, the lowest one of the wanted kind is emptied. At each push 16 slots are looked at from a place that follows
/// from the time, and at most 5 of them that are due.
/// </remarks>
internal sealed class SegmentCache(OsMemory os, ArenaMemory arenas, MimallocOptions options, MimallocStats stats)
{
    /// <summary>Slots.</summary>
    public const int SlotCount = FieldCount * 64;

    private const int FieldCount = 16;
    private const int PurgesPerPush = 4;

    private readonly SegmentCacheSlot[] _slots = new SegmentCacheSlot[SlotCount];
    private readonly Bitmap _inUse = new(FieldCount);
    private readonly Bitmap _unavailable = FullBitmap();
    private readonly Bitmap _unavailableHuge = FullBitmap();
    private ulong? _waitingBytes;

    /// <summary>Segments in it.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes in it that have access and memory that waits to be given up.</summary>
    public ulong WaitingBytes => Count == 0 ? 0 : _waitingBytes ??= SumWaitingBytes();

    /// <summary>Takes a segment out.</summary>
    /// <param name="memory">Takes in whether one in huge pages will do; gives back what it is.</param>
    /// <param name="commitMask">Which slices have access.</param>
    /// <param name="decommitMask">Which slices wait to be given up.</param>
    /// <returns>Where it begins; 0 for none.</returns>
    public ulong Pop(ref SegmentMemory memory, out CommitMask commitMask, out CommitMask decommitMask)
    {
        commitMask = default;
        decommitMask = default;
        if (Count == 0)
        {
            return 0;
        }

        int index = memory.IsHuge ? _unavailableHuge.TakeFirst() : -1;
        bool isHuge = index >= 0;
        index = isHuge ? index : _unavailable.TakeFirst();
        if (index < 0)
        {
            return 0;
        }

        ref SegmentCacheSlot slot = ref _slots[index];
        memory.MemoryId = slot.MemoryId;
        memory.IsPinned = slot.IsPinned;
        memory.IsHuge = isHuge;
        memory.IsZero = false;
        commitMask = slot.CommitMask;
        decommitMask = slot.DecommitMask;
        ulong address = slot.Address;
        slot.Address = 0;
        slot.Expire = 0;
        _inUse.Clear(index, 1);
        Count--;
        _waitingBytes = null;
        return address;
    }

    /// <summary>Puts a segment in.</summary>
    /// <returns>False where it is not of the usual size, or no slot is free.</returns>
    public bool TryPush(Segment segment)
    {
        if (segment.SliceCount != Layout.SlicesPerSegment)
        {
            return false;
        }

        Purge(visitsAll: false);
        int index = _inUse.TakeFirst();
        if (index < 0)
        {
            return false;
        }

        ref SegmentCacheSlot slot = ref _slots[index];
        slot.Address = segment.Base;
        slot.MemoryId = segment.MemoryId;
        slot.IsPinned = segment.IsPinned;
        slot.CommitMask = segment.CommitMask;
        slot.DecommitMask = segment.DecommitMask;
        slot.Expire = 0;
        if (!slot.CommitMask.IsEmpty && !segment.IsHugePaged && !segment.IsPinned && options.AllowDecommit != 0)
        {
            if (options.SegmentDecommitDelay == 0)
            {
                GiveUp(ref slot);
            }
            else
            {
                slot.Expire = os.NowMs + options.SegmentDecommitDelay;
            }
        }

        (segment.IsHugePaged ? _unavailableHuge : _unavailable).Clear(index, 1);
        Count++;
        _waitingBytes = null;
        return true;
    }

    /// <summary>Gives up the memory of all segments that are due.</summary>
    public void Collect() => Purge(visitsAll: true);

    /// <summary>Unmaps all of them.</summary>
    public void FreeAll()
    {
        FreeAll(isHuge: true);
        FreeAll(isHuge: false);
    }

    /// <summary>A slot's segment, for a check; address 0 for none.</summary>
    public SegmentCacheSlot SlotAt(int index) => _slots[index];

    private static Bitmap FullBitmap()
    {
        Bitmap bitmap = new(FieldCount);
        bitmap.SetAll();
        return bitmap;
    }

    // Where huge ones will do and none is left, others are taken: so the first round frees all.
    private void FreeAll(bool isHuge)
    {
        while (true)
        {
            SegmentMemory memory = new() { IsHuge = isHuge };
            ulong address = Pop(ref memory, out CommitMask commitMask, out _);
            if (address == 0)
            {
                return;
            }

            ulong committed = (ulong)commitMask.Count << Layout.SliceShift;
            stats.Committed.Decrease(memory.IsPinned ? 0 : committed);
            arenas.Free(address, Layout.SegmentBytes, Layout.SegmentBytes, 0, memory.MemoryId, memory.IsPinned);
        }
    }

    private ulong SumWaitingBytes()
    {
        ulong slices = 0;
        foreach (ref readonly SegmentCacheSlot slot in _slots.AsSpan())
        {
            slices += slot.Expire != 0 ? (ulong)slot.CommitMask.Count : 0;
        }

        return slices << Layout.SliceShift;
    }

    private void Purge(bool visitsAll)
    {
        if (options.AllowDecommit == 0)
        {
            return;
        }

        long now = os.NowMs;
        int index = visitsAll ? 0 : (int)(ChaCha.Shuffle((ulong)now) % SlotCount);
        int visits = visitsAll ? SlotCount : FieldCount;
        int purged = 0;
        for (int i = 0; i < visits && Count > 0; i++, index++)
        {
            index %= SlotCount;
            ref SegmentCacheSlot slot = ref _slots[index];
            if (slot.Expire == 0 || now < slot.Expire)
            {
                continue;
            }

            purged++;
            if (!_unavailable[index])
            {
                slot.Expire = 0;
                GiveUp(ref slot);
            }

            if (!visitsAll && purged > PurgesPerPush)
            {
                return;
            }
        }
    }

    private void GiveUp(ref SegmentCacheSlot slot)
    {
        if (slot.CommitMask.IsFull)
        {
            os.Decommit(slot.Address, Layout.SegmentBytes);
        }
        else
        {
            int end = 0;
            while (slot.CommitMask.NextRun(end, out int first) is > 0 and int count)
            {
                os.Decommit(slot.Address + ((ulong)first << Layout.SliceShift), (ulong)count << Layout.SliceShift);
                end = first + count;
            }
        }

        slot.CommitMask = default;
        slot.DecommitMask = default;
        _waitingBytes = null;
    }
}
