using System.Runtime.InteropServices;
using AllocSim.Reports.Measures.Objects;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Replay;

namespace AllocSim.Reports.Profiles;

/// <summary>Whose bytes live, whose objects hold bytes that nobody uses, and both over time: exact, by call stack, thread and size class.</summary>
/// <remarks>An object holds the bytes of its own place that it was not asked with; in a slab it shares all that no live object was asked with, to the same part as its neighbours. A slab without live objects is held by nobody.</remarks>
public sealed class HeapProfile : IReplayProbe
{
    private readonly PlaceFinder _places;
    private readonly Func<int> _stack;
    private readonly Dictionary<ProfileKey, int> _keys = [];
    private readonly Dictionary<ulong, SharedPlace> _shared = [];
    private readonly List<ProfileSums> _sums = [];
    private ProfiledObject[] _objects = new ProfiledObject[1024];

    /// <summary>Makes an empty profile.</summary>
    /// <param name="allocator">The allocator, which is asked where objects lie.</param>
    /// <param name="pageBytes">Bytes in a page.</param>
    /// <param name="stack">Number of the call stack of the operation under way, from 1; 0 without one.</param>
    public HeapProfile(IAllocator allocator, int pageBytes, Func<int> stack)
    {
        _places = new PlaceFinder(allocator, pageBytes);
        _stack = stack;
    }

    /// <summary>Held bytes over time that could not be divided among objects evenly, bytes times nanoseconds: less than the objects of the slabs that there were.</summary>
    public UInt128 UndividedByteNs { get; private set; }

    /// <inheritdoc/>
    public void Before(long index, in Operation operation)
    {
    }

    /// <inheritdoc/>
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
        int key = KeyOf(new ProfileKey(_stack(), operation.Thread, place.SizeIndex));
        ref ProfileSums sums = ref CollectionsMarshal.AsSpan(_sums)[key];
        sums.MadeObjects++;
        sums.MadeBytes += size;
        Enter(ref _objects[operation.Object], address, size, place, key, operation.TimeNs);
    }

    /// <inheritdoc/>
    public void Gone(long index, in Operation operation, ulong address, ulong size)
    {
        int slot = operation.Kind is OperationKind.Realloc or OperationKind.Rallocx ? operation.OldObject : operation.Object;
        if ((uint)slot < (uint)_objects.Length && _objects[slot].Address != 0)
        {
            Leave(ref _objects[slot], operation.TimeNs);
        }
    }

    /// <inheritdoc/>
    public void Resized(long index, in Operation operation, ulong address, ulong oldSize, ulong newSize)
    {
        ref ProfiledObject changed = ref _objects[operation.Object];
        ProfileKey key = _sums[changed.Key].Key;
        Leave(ref changed, operation.TimeNs);
        ObjectPlace place = default;
        _places.Find(address, ref place);
        Enter(ref changed, address, newSize, place, KeyOf(key with { SizeIndex = place.SizeIndex }), operation.TimeNs);
    }

    /// <inheritdoc/>
    public void Sized(long index, in Operation operation, ulong size)
    {
    }

    /// <inheritdoc/>
    public void Controlled(long index, in Operation operation, int error, ulong value)
    {
    }

    /// <summary>The sums at a time, by call stack, thread and size class. Changes nothing.</summary>
    /// <param name="timeNs">The time, on the trace's clock; not before the last operation.</param>
    /// <param name="frames">The frames of a call stack by its number.</param>
    public IReadOnlyList<ProfileRow> Read(long timeNs, Func<int, IReadOnlyList<string>> frames)
    {
        ProfileSums[] sums = [.. _sums];
        ulong[] held = new ulong[sums.Length];
        Dictionary<ulong, ulong> spare = [];
        foreach (ref readonly ProfiledObject each in _objects.AsSpan())
        {
            if (each.Address == 0)
            {
                continue;
            }

            ref ProfileSums sum = ref sums[each.Key];
            sum.LiveByteNs += (UInt128)each.Size * (ulong)(timeNs - each.SinceNs);
            if (each.Slab == 0)
            {
                held[each.Key] += each.UsableBytes - each.Size;
                sum.HeldByteNs += (UInt128)(each.UsableBytes - each.Size) * (ulong)(timeNs - each.SinceNs);
                continue;
            }

            SharedPlace place = _shared[each.Slab];
            place.Advance(timeNs);
            sum.HeldByteNs += place.HeldEach - each.HeldBefore;
            ulong unused = place.Bytes - place.LiveBytes;

            // What does not divide evenly goes to the first objects, a byte each.
            ref ulong given = ref CollectionsMarshal.GetValueRefOrAddDefault(spare, each.Slab, out _);
            held[each.Key] += (unused / (uint)place.Objects) + (given < unused % (uint)place.Objects ? 1UL : 0);
            given++;
        }

        return [.. sums.Select((sum, i) => new ProfileRow(sum.Key.Stack == 0 ? [] : frames(sum.Key.Stack), sum.Key.Thread, sum.Key.SizeIndex, sum.Objects, sum.LiveBytes, held[i], sum.MadeObjects, sum.MadeBytes, sum.LiveByteNs, sum.HeldByteNs))
            .OrderBy(row => string.Join('\n', row.Frames), StringComparer.Ordinal).ThenBy(row => row.Thread).ThenBy(row => row.SizeIndex)];
    }

    private int KeyOf(ProfileKey key)
    {
        if (!_keys.TryGetValue(key, out int number))
        {
            number = _sums.Count;
            _keys.Add(key, number);
            _sums.Add(new ProfileSums { Key = key });
        }

        return number;
    }

    private void Enter(ref ProfiledObject made, ulong address, ulong size, in ObjectPlace place, int key, long timeNs)
    {
        ref ProfileSums sums = ref CollectionsMarshal.AsSpan(_sums)[key];
        sums.Objects++;
        sums.LiveBytes += size;
        made = new ProfiledObject { Address = address, Size = size, UsableBytes = Math.Max(place.UsableBytes, size), Slab = place.SlabAddress, SinceNs = timeNs, Key = key };
        if (place.SlabAddress != 0)
        {
            ref SharedPlace shared = ref CollectionsMarshal.GetValueRefOrAddDefault(_shared, place.SlabAddress, out _);
            shared.Advance(timeNs);
            shared.Bytes = place.SlabBytes;
            shared.LiveBytes += size;
            shared.Objects++;
            made.HeldBefore = shared.HeldEach;
        }
    }

    private void Leave(ref ProfiledObject gone, long timeNs)
    {
        ref ProfileSums sums = ref CollectionsMarshal.AsSpan(_sums)[gone.Key];
        sums.Objects--;
        sums.LiveBytes -= gone.Size;
        sums.LiveByteNs += (UInt128)gone.Size * (ulong)(timeNs - gone.SinceNs);
        if (gone.Slab == 0)
        {
            sums.HeldByteNs += (UInt128)(gone.UsableBytes - gone.Size) * (ulong)(timeNs - gone.SinceNs);
        }
        else
        {
            ref SharedPlace shared = ref CollectionsMarshal.GetValueRefOrNullRef(_shared, gone.Slab);
            shared.Advance(timeNs);
            sums.HeldByteNs += shared.HeldEach - gone.HeldBefore;
            shared.LiveBytes -= gone.Size;
            shared.Objects--;
            if (shared.Objects == 0)
            {
                UndividedByteNs += shared.Rest;
                _shared.Remove(gone.Slab);
            }
        }

        gone = default;
    }
}
