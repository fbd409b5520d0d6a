using AllocSim.Simulator.Machine.Pages;

namespace AllocSim.Simulator.Machine;

/// <summary>Which addresses are taken: mappings placed top-down as Linux does it, and the program break apart from them.</summary>
/// <remarks>
/// A mapping goes where its hint says when all of that is free, otherwise to the top of the highest gap that holds it.
/// Knows lengths only; what the pages hold is the <see cref="PageLayer"/>'s business.
/// </remarks>
public sealed class AddressSpace
{
    private readonly GapTree _gaps;
    private readonly GapTree _hinted;
    private readonly ulong _hintBase;
    private readonly ulong _hintTop;
    private readonly ulong _breakLimit;

    /// <summary>Makes an empty address space.</summary>
    public AddressSpace(MachineOptions options)
    {
        Top = options.MmapTop;
        Bottom = options.MmapTop - options.MmapBytes;
        BreakBase = options.BreakBase;
        Break = options.BreakBase;
        _breakLimit = options.BreakBase + options.BreakBytes;
        _gaps = new GapTree(Bottom, Top);
        _hintBase = options.HintBase;
        _hintTop = options.HintTop;
        _hinted = new GapTree(_hintBase, _hintTop);
    }

    /// <summary>Lowest address of the range for mappings.</summary>
    public ulong Bottom { get; }

    /// <summary>First address above the range for mappings.</summary>
    public ulong Top { get; }

    /// <summary>Where the program break started.</summary>
    public ulong BreakBase { get; }

    /// <summary>The program break now.</summary>
    public ulong Break { get; private set; }

    /// <summary>Number of gaps between mappings.</summary>
    public int GapCount => _gaps.Count;

    /// <summary>True for an address in the range for mappings, or in that of mappings by hint.</summary>
    public bool IsMappable(ulong address) => (address >= Bottom && address < Top) || IsHinted(address);

    /// <summary>Places a mapping.</summary>
    /// <param name="hint">Where it would like to be, or 0.</param>
    /// <param name="bytes">Length, whole pages.</param>
    /// <returns>Where it is, or 0 when no gap holds it.</returns>
    public ulong Allocate(ulong hint, ulong bytes)
        => hint != 0 && TryTakeAt(hint, bytes) ? hint : _gaps.TakeHighest(bytes);

    /// <summary>Takes a range when all of it is free.</summary>
    /// <param name="address">Where it begins.</param>
    /// <param name="bytes">Length, whole pages.</param>
    public bool TryTakeAt(ulong address, ulong bytes) => (IsHinted(address) ? _hinted : _gaps).TryTakeAt(address, bytes);

    /// <summary>Gives a range back. Does nothing when it is free already.</summary>
    public void Free(ulong address, ulong bytes) => (IsHinted(address) ? _hinted : _gaps).Give(address, address + bytes);

    private bool IsHinted(ulong address) => address >= _hintBase && address < _hintTop;

    /// <summary>Moves the program break.</summary>
    /// <returns>False when it would leave its range; it then stays.</returns>
    public bool TryMoveBreak(long increment)
    {
        if (unchecked(Break + (ulong)increment) > _breakLimit || (long)Break + increment < (long)BreakBase)
        {
            return false;
        }

        Break = unchecked(Break + (ulong)increment);
        return true;
    }
}
