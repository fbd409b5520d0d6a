using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Operations;

namespace AllocSim.Reports.Measures.Objects;

/// <summary>Follows every object: how much rounding costs by size class, and who lived at the peak and at the end.</summary>
/// <remarks>The objects of the peak are known without copying them: those that died since are kept until a higher peak comes.</remarks>
internal sealed class ObjectLedger
{
    private readonly PlaceFinder _places;
    private readonly List<FollowedObject> _goneSincePeak = [];
    private FollowedObject[] _objects = new FollowedObject[1024];
    private long _sequence;
    private long _peakSequence;

    public ObjectLedger(PlaceFinder places)
    {
        _places = places;
    }

    /// <summary>Slop of the objects that live.</summary>
    public SlopTable Live { get; } = new();

    /// <summary>Slop of all objects that were handed out.</summary>
    public SlopTable All { get; } = new();

    /// <summary>Slop of the objects that lived at the peak.</summary>
    public SlopTable Peak { get; } = new();

    /// <summary>When the peak was, on the trace's clock.</summary>
    public long PeakTimeNs { get; private set; }

    public void Made(long index, in Operation operation, ulong address, ulong size)
    {
        if (address == 0)
        {
            return;
        }

        if (operation.Object >= _objects.Length)
        {
            Array.Resize(ref _objects, Math.Max(operation.Object + 1, _objects.Length * 2));
        }

        ObjectPlace place = default;
        _places.Find(address, ref place);
        _objects[operation.Object] = new FollowedObject
        {
            Address = address,
            Size = size,
            UsableBytes = place.UsableBytes,
            SlabAddress = place.SlabAddress,
            SlabBytes = place.SlabBytes,
            TimeNs = operation.TimeNs,
            Operation = index,
            Sequence = ++_sequence,
            Thread = operation.Thread,
            SizeIndex = place.SizeIndex,
        };
        Live.Add(place.SizeIndex, size, place.UsableBytes, 1);
        All.Add(place.SizeIndex, size, place.UsableBytes, 1);
    }

    public void Gone(in Operation operation)
    {
        int slot = operation.Kind is OperationKind.Realloc or OperationKind.Rallocx ? operation.OldObject : operation.Object;
        if ((uint)slot >= (uint)_objects.Length || _objects[slot].Address == 0)
        {
            return;
        }

        ref FollowedObject gone = ref _objects[slot];
        Live.Add(gone.SizeIndex, gone.Size, gone.UsableBytes, -1);
        if (gone.Sequence <= _peakSequence)
        {
            _goneSincePeak.Add(gone);
        }

        gone = default;
    }

    /// <summary>An object grew or shrank where it is; it stays the same object.</summary>
    public void Resized(in Operation operation, ulong address, ulong newSize)
    {
        ref FollowedObject changed = ref _objects[operation.Object];
        ObjectPlace place = default;
        _places.Find(address, ref place);
        Live.Add(changed.SizeIndex, changed.Size, changed.UsableBytes, -1);
        changed.Size = newSize;
        changed.UsableBytes = place.UsableBytes;
        changed.SizeIndex = place.SizeIndex;
        Live.Add(changed.SizeIndex, changed.Size, changed.UsableBytes, 1);
    }

    /// <summary>More bytes are requested now than at any sample before.</summary>
    public void TakePeak(long timeNs)
    {
        _peakSequence = _sequence;
        PeakTimeNs = timeNs;
        _goneSincePeak.Clear();
        Peak.CopyFrom(Live);
    }

    /// <summary>The objects that live now.</summary>
    public List<FollowedObject> LiveObjects() => [.. _objects.Where(each => each.Address != 0)];

    /// <summary>The objects that lived at the peak.</summary>
    public List<FollowedObject> PeakObjects() => [.. _objects.Where(each => each.Address != 0 && each.Sequence <= _peakSequence), .. _goneSincePeak];
}
