using AllocSim.Simulator.Locks;

namespace AllocSim.Allocator.Vam;

/// <summary>Objects with headers, in chunks of 8 MiB that are never given back: split where the rest is worth it, merged with free neighbours at once. (SplitCoalesceHeap)</summary>
internal sealed class CommonHeap
{
    private readonly PartitionHeap _partitions;
    private readonly VamLayout _layout;

    /// <summary>Makes it without chunks.</summary>
    public CommonHeap(PartitionHeap partitions, VamLayout layout, ObjectHeaders headers, ILockRecorder? recorder)
    {
        Mutex = new SimMutex("common", 1, recorder);
        _partitions = partitions;
        _layout = layout;
        Headers = headers;
        Free = new FreeObjects(headers);
    }

    /// <summary>The lock, which it has where the library is built for threads.</summary>
    public SimMutex Mutex { get; }

    /// <summary>The headers.</summary>
    public ObjectHeaders Headers { get; }

    /// <summary>The free objects.</summary>
    public FreeObjects Free { get; }

    /// <summary>Objects in use.</summary>
    public ulong UsedCount { get; private set; }

    /// <summary>Allocates an object.</summary>
    /// <param name="thread">The caller.</param>
    /// <param name="size">Bytes, at most <see cref="VamLayout.LargestCommon"/>.</param>
    /// <returns>The object, or 0.</returns>
    public ulong Allocate(int thread, ulong size)
    {
        Mutex.Acquire(thread);
        ulong address = AllocateLocked(thread, size);
        Mutex.Release(thread);
        return address;
    }

    private ulong AllocateLocked(int thread, ulong size)
    {
        ulong address = Free.Take(size);
        if (address == 0 && (address = OpenChunk(thread)) == 0)
        {
            return 0;
        }

        Headers.SetFree(address, isFree: false);
        Split(address, size);
        UsedCount++;
        return address;
    }

    /// <summary>Frees an object.</summary>
    public void Release(int thread, ulong address)
    {
        Mutex.Acquire(thread);
        ReleaseLocked(address);
        Mutex.Release(thread);
    }

    private void ReleaseLocked(ulong address)
    {
        UsedCount--;
        Headers.SetFree(address, isFree: true);
        if (Headers.IsFreeBefore(address))
        {
            ulong before = Headers.Previous(address);
            Free.Remove(before);
            Merge(before, address);
            address = before;
        }

        ulong behind = Headers.Next(address);
        if (Headers.IsFree(behind))
        {
            Free.Remove(behind);
            Merge(address, behind);
        }

        Free.Add(address);
    }

    /// <summary>The first object of a chunk.</summary>
    public ulong FirstIn(ulong chunk) => chunk + (2 * Headers.Bytes);

    // An object of size 0 before the first one and two headers at the end keep both ends from merging; the very last one only says that the one before it is in use.
    private ulong OpenChunk(int thread)
    {
        ulong chunk = _partitions.Allocate(thread, VamHeap.PartitionBytes, PartitionHeap.CommonType);
        if (chunk == 0)
        {
            return 0;
        }

        ulong first = FirstIn(chunk);
        Headers.Write(first - Headers.Bytes, 0, 0, isFreeBefore: false);
        Headers.Write(first, _layout.LargestCommon, 0, isFreeBefore: false);
        ulong end = Headers.Next(first);
        Headers.Write(end, 0, _layout.LargestCommon, isFreeBefore: true);
        Headers.Write(Headers.Next(end), 0, 0, isFreeBefore: false);
        return first;
    }

    private void Split(ulong address, ulong size)
    {
        ulong whole = Headers.Size(address);
        ulong rest = whole - size;
        if (rest < _layout.LeastRest)
        {
            return;
        }

        ulong restAddress = address + size + Headers.Bytes;
        Headers.Write(restAddress, rest - Headers.Bytes, size, isFreeBefore: false);
        Headers.Resize(restAddress, rest - Headers.Bytes);
        Headers.Resize(address, size);
        Headers.SetFree(restAddress, isFree: true);
        Free.Add(restAddress);
    }

    private void Merge(ulong first, ulong second)
        => Headers.Resize(first, second - first + Headers.Size(second));
}
