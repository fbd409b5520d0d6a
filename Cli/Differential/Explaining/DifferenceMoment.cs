using System.Globalization;
using AllocSim.Cli.Differential.Comparing;
using AllocSim.Simulator.Allocation;
using AllocSim.Simulator.Operations;
using AllocSim.Simulator.Text;

namespace AllocSim.Cli.Differential.Explaining;

/// <summary>The simulator after an operation, with the trace's numbers for the objects that live.</summary>
/// <param name="side">The simulator's run.</param>
internal sealed class DifferenceMoment(SimulatedSide side)
{
    private const int Neighbours = 2;

    private readonly SortedDictionary<ulong, (ulong Bytes, long Number)> _live = [];
    private readonly SortedDictionary<long, ulong> _addresses = [];

    /// <summary>The last operation, as a line of a trace.</summary>
    public string Call { get; private set; } = "";

    /// <summary>Its time.</summary>
    public long TimeNs { get; private set; }

    /// <summary>Runs the next operation.</summary>
    public void Follow(OperationBatch batch, int i, IReadOnlyList<string> names, bool isLast)
    {
        Operation operation = batch.Operations[i];
        if (isLast)
        {
            Call = OperationWords.Of(operation, batch.Objects[i], batch.OldObjects[i], names);
            TimeNs = operation.TimeNs;
        }

        bool ends = operation.Kind is OperationKind.Free or OperationKind.Dallocx or OperationKind.Sdallocx;
        Forget(ends ? batch.Objects[i] : batch.OldObjects[i]);
        try
        {
            side.Run(batch.Operations.AsSpan(i, 1), names);
        }
        catch (Exception e) when (isLast && e is TraceFormatException or InvariantException or NullReferenceException or IndexOutOfRangeException or ArgumentException or InvalidOperationException)
        {
            return; // The difference is this end, or lies in the operation that it ended.
        }

        if (!ends && operation.Kind is < OperationKind.Xallocx)
        {
            Keep(side.AddressOf(operation.Object), operation.RequestedBytes, batch.Objects[i]);
        }
    }

    /// <summary>What the simulator has at an address: the page, the object's class, what lies beside it.</summary>
    public string Place(ulong address)
    {
        IEnumerable<KeyValuePair<ulong, (ulong Bytes, long Number)>> near = _live.Where(live => live.Key <= address).TakeLast(Neighbours).Concat(_live.Where(live => live.Key > address).Take(Neighbours));
        string[] words = [.. near.Select(live => string.Create(CultureInfo.InvariantCulture, $"object {live.Value.Number} at 0x{live.Key:x}, {live.Value.Bytes} {Quantity.Noun(live.Value.Bytes, "byte")}"))];
        string page = string.Create(CultureInfo.InvariantCulture, $"0x{address:x}: page {side.Machine.Pages.StateAt(address).ToString().ToLowerInvariant()}");
        if (_live.ContainsKey(address) && side.Allocator is IObjectPlaces places)
        {
            ObjectPlace place = default;
            places.ReadPlace(address, ref place);
            page += string.Create(CultureInfo.InvariantCulture, $", usable {place.UsableBytes} bytes{(place.SlabAddress == 0 ? "" : $", in the slab at 0x{place.SlabAddress:x} of {place.SlabBytes} bytes")}");
        }

        return words.Length == 0 ? page : $"{page}; near it {string.Join("; ", words)}";
    }

    private void Keep(ulong address, ulong bytes, long number)
    {
        if (address != 0)
        {
            _live[address] = (bytes, number);
            _addresses[number] = address;
        }
    }

    private void Forget(long number)
    {
        if (_addresses.Remove(number, out ulong address))
        {
            _live.Remove(address);
        }
    }
}
