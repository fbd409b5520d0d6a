using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Replay;

/// <content>Objects that end without being freed, because a control discards all that a heap holds.</content>
public sealed partial class ReplayEngine<TAllocator, TProbe>
{
    private Dictionary<int, string>? _discarded;

    private List<int>? SlotsDiscardedBy(string control)
    {
        if (_discarding is null || _discarding.HeapDiscardedBy(control) is int heap && heap < 0)
        {
            return null;
        }

        List<int> slots = [];
        for (int slot = 0; slot < Objects.SlotCount; slot++)
        {
            if (Objects.AddressOf(slot) is ulong address and not 0 && _discarding.HeapOf(address) == heap)
            {
                slots.Add(slot);
            }
        }

        return slots;
    }

    /// <summary>Probes hear of each object as of one that is freed.</summary>
    private void Discard(long index, in Operation operation, string control, List<int> slots)
    {
        _discarded ??= [];
        Operation free = operation;
        free.Kind = OperationKind.Free;
        foreach (int slot in slots)
        {
            free.Object = slot;
            ObjectEntry gone = Take(slot);
            _probe.Gone(index, free, gone.Address, gone.Size);
            _discarded[slot] = $"{control} at operation {index}";
        }
    }

    /// <summary>Whether an operation is left out, because the object that it uses was discarded; what it would make is not made either.</summary>
    /// <param name="index">The operation.</param>
    /// <param name="slot">The object that it uses.</param>
    /// <param name="made">The object that it would make; none for a call that makes none.</param>
    /// <param name="ends">Whether it ends the object that it uses.</param>
    private bool IsLeftOut(long index, int slot, int made, bool ends = true)
    {
        if (_discarded is null || Objects.AddressOf(slot) != 0 || !_discarded.TryGetValue(slot, out string? how))
        {
            return false;
        }

        NoteNull(index, slot);
        if (!ends)
        {
            _discarded[slot] = how;
        }

        if (made != Operation.None)
        {
            _discarded[made] = how;
        }

        return true;
    }

    /// <summary>A null pointer is given up: it stands for an object that could not be made, but not for one that was discarded.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NoteNull(long index, int slot)
    {
        if (_discarded is not null && _discarded.Remove(slot, out string? how) && !_options.IsLenient)
        {
            throw new TraceFormatException($"operation {index} uses an object that was discarded by {how}; --lenient leaves such operations out");
        }
    }
}
