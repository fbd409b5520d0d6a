namespace AllocSim.Allocator.Tcmalloc.Central;

/// <summary>Batches of free objects of one class, kept as they came from threads' caches. (tc_slots_)</summary>
/// <remarks>How many slots a class may use is shifted between classes as they need them; none has more than its own limit.</remarks>
internal sealed class TransferCache
{
    private const int SlotsAtFirst = 16;
    private const int SlotsLimit = 64;
    private const int BytesMax = 1024 * 1024;

    private readonly int _batch;
    private ulong[] _objects = [];

    /// <summary>Makes an empty cache.</summary>
    /// <param name="size">Bytes of an object; 0 for class 0, whose slots only ever go to other classes.</param>
    /// <param name="batch">Objects of a batch.</param>
    public TransferCache(int size, int batch)
    {
        _batch = batch;
        SlotsMax = size == 0 ? SlotsLimit : Math.Min(SlotsLimit, Math.Max(1, BytesMax / (size * batch)));
        Slots = Math.Min(SlotsAtFirst, SlotsMax);
    }

    /// <summary>Slots that hold a batch. (used_slots_)</summary>
    public int Used { get; private set; }

    /// <summary>Slots that there are. (cache_size_)</summary>
    public int Slots { get; private set; }

    /// <summary>Slots that there may be. (max_cache_size_)</summary>
    public int SlotsMax { get; }

    /// <summary>Objects in all batches.</summary>
    public int ObjectCount => Used * _batch;

    /// <summary>Another slot.</summary>
    public void AddSlot() => Slots++;

    /// <summary>A slot less; the caller has seen to it that one is empty.</summary>
    public void RemoveSlot() => Slots--;

    /// <summary>Puts a batch into the next slot.</summary>
    public void Push(ReadOnlySpan<ulong> batch)
    {
        if ((Used + 1) * _batch > _objects.Length)
        {
            Array.Resize(ref _objects, Math.Max(_batch, Math.Min(Used * 2, SlotsMax) * _batch));
        }

        batch.CopyTo(_objects.AsSpan(Used * _batch, _batch));
        Used++;
    }

    /// <summary>Takes the last batch; valid until the next one is put in.</summary>
    public ReadOnlySpan<ulong> Pop() => _objects.AsSpan(--Used * _batch, _batch);

    /// <summary>A batch, for a check.</summary>
    public ReadOnlySpan<ulong> this[int slot] => _objects.AsSpan(slot * _batch, _batch);
}
