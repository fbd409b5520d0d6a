using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <content>Which number an object has: its slot's, or while another object still has that, one that no slot needs.</content>
internal sealed partial class SharedObjects
{
    // Numbers that were lent and are free again, unless their own slots have taken them since.
    private readonly Stack<int> _returned = new();
    private int[] _movedTo = [];
    private int _lentFrom = FirstRoom;

    /// <summary>Makes room for so many slots.</summary>
    public void Reserve(int slots)
    {
        if (slots > _known.Length)
        {
            Array.Resize(ref _known, Math.Max(slots, _known.Length * 2));
            _lentFrom = _known.Length;
        }
    }

    // What a slot's object is called.
    private int NumberOf(int slot) => (uint)slot >= (uint)_known.Length ? Operation.None : _known[slot].IsMoved ? _movedTo[slot] : slot;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Make(int slot, ulong bytes, int maker, bool exists)
    {
        SharedObject[] known = _known;
        return (uint)slot < (uint)known.Length && known[slot].TryBegin(bytes, maker, exists) ? slot : MakeRare(slot, bytes, maker, exists);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int MakeRare(int slot, ulong bytes, int maker, bool exists)
    {
        if (slot < 0)
        {
            return slot;
        }

        Reserve(slot + 1);
        int number = _known[slot].IsTaken ? Lend() : slot;
        _known[slot].IsMoved = number != slot;
        if (number != slot)
        {
            NoteMoved(slot, number);
        }

        ref SharedObject made = ref _known[number];
        if (made.HasExtras || bytes >= uint.MaxValue)
        {
            made.HasExtras = _extras.SetBytes(number, bytes >= uint.MaxValue ? bytes : 0);
        }

        made.Begin(bytes, maker, exists, isLent: number != slot);
        return number;
    }

    private void NoteMoved(int slot, int number)
    {
        if (slot >= _movedTo.Length)
        {
            Array.Resize(ref _movedTo, _known.Length);
        }

        _movedTo[slot] = number;
    }

    // A number that no object has: one that has been lent before, or the highest one, which its slot will be the last to need.
    private int Lend()
    {
        while (_returned.TryPop(out int number))
        {
            if (!_known[number].IsTaken)
            {
                return number;
            }
        }

        while (_lentFrom > 0 && _known[_lentFrom - 1].IsTaken)
        {
            _lentFrom--;
        }

        if (_lentFrom == 0)
        {
            Reserve(_known.Length + 1);
        }

        return --_lentFrom;
    }
}
