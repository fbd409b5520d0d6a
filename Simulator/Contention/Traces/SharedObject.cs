using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>An object of a trace whose threads run on their own. Eight bytes, because objects are freed in no order that a processor's cache could foresee; what few have is kept elsewhere.</summary>
/// <remarks>With 24 bytes, and what each operation passes through not yet compiled into its loop, the redis recording took 62 ns a call instead of 57; the two were not measured apart.</remarks>
internal struct SharedObject
{
    private const uint ExistsFlag = 1;
    private const uint ExtrasFlag = 2;
    private const uint TakenFlag = 4;
    private const uint LentFlag = 8;
    private const uint MovedFlag = 16;
    private const int MakerShift = 8;

    // Operation.ThreadLimit leaves eight bits for the flags.
    private uint _makerAndFlags;

    /// <summary>What it was asked with, or <see cref="uint.MaxValue"/> where that or more is in <see cref="SharedObjectExtras"/>.</summary>
    public uint Bytes { get; private set; }

    /// <summary>Whether the call that makes it is over.</summary>
    public bool Exists
    {
        readonly get => (_makerAndFlags & ExistsFlag) != 0;
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Set(ExistsFlag, value);
    }

    /// <summary>Whether there is something about it in <see cref="SharedObjectExtras"/>.</summary>
    public bool HasExtras
    {
        readonly get => (_makerAndFlags & ExtrasFlag) != 0;
        set => Set(ExtrasFlag, value);
    }

    /// <summary>Of the slot with this number: whether its object has another one.</summary>
    public bool IsMoved
    {
        readonly get => (_makerAndFlags & MovedFlag) != 0;
        set => Set(MovedFlag, value);
    }

    /// <summary>Whether the number is an object's: from when its call is read until its death has been run.</summary>
    public readonly bool IsTaken => (_makerAndFlags & TakenFlag) != 0;

    /// <summary>Whether it is an object of another slot than the number's own.</summary>
    public readonly bool IsLent => (_makerAndFlags & LentFlag) != 0;

    /// <summary>Number of the thread that makes it, below <see cref="Operation.ThreadLimit"/>.</summary>
    public readonly int Maker => (int)(_makerAndFlags >> MakerShift);

    /// <summary>Begins an object of the number's own slot, if the number is free and nothing has to be looked up or changed elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryBegin(ulong bytes, int maker, bool exists)
    {
        if ((_makerAndFlags & (TakenFlag | ExtrasFlag | MovedFlag)) != 0 || bytes >= uint.MaxValue)
        {
            return false;
        }

        Bytes = (uint)bytes;
        _makerAndFlags = ((uint)maker << MakerShift) | (exists ? TakenFlag | ExistsFlag : TakenFlag);
        return true;
    }

    /// <summary>Begins any object; whether it has extras, and whether the slot's is another one, stays as it is.</summary>
    public void Begin(ulong bytes, int maker, bool exists, bool isLent)
    {
        Bytes = (uint)Math.Min(bytes, uint.MaxValue);
        _makerAndFlags = ((uint)maker << MakerShift) | (_makerAndFlags & (ExtrasFlag | MovedFlag)) | TakenFlag;
        Set(ExistsFlag, exists);
        Set(LentFlag, isLent);
    }

    /// <summary>Ends an object, if it exists and nothing has to be looked up or changed elsewhere.</summary>
    /// <param name="isSlot">Whether the slot is meant, rather than the object that has its number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryEnd(bool isSlot)
    {
        uint asked = isSlot ? ExistsFlag | ExtrasFlag | LentFlag | MovedFlag : ExistsFlag | ExtrasFlag | LentFlag;
        if ((_makerAndFlags & asked) != ExistsFlag)
        {
            return false;
        }

        _makerAndFlags &= ~(ExistsFlag | TakenFlag);
        return true;
    }

    /// <summary>Ends any object.</summary>
    public void End() => _makerAndFlags &= ~(ExistsFlag | TakenFlag | LentFlag);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set(uint flag, bool value) => _makerAndFlags = value ? _makerAndFlags | flag : _makerAndFlags & ~flag;
}
