using System.Runtime.CompilerServices;
using AllocSim.Simulator.Operations;

namespace AllocSim.Simulator.Contention.Traces;

/// <summary>An object of a trace whose threads run on their own. Eight bytes, because objects are freed in no order that a processor's cache could foresee; what few have is kept elsewhere.</summary>
/// <remarks>With 24 bytes, and what each operation passes through not yet compiled into its loop, the redis recording took 62 ns a call instead of 57; the two were not measured apart.</remarks>
internal struct SharedObject
{
    private const uint ExistsFlag = 1;
    private const uint ExtrasFlag = 2;
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
        set => _makerAndFlags = value ? _makerAndFlags | ExistsFlag : _makerAndFlags & ~ExistsFlag;
    }

    /// <summary>Whether there is something about it in <see cref="SharedObjectExtras"/>.</summary>
    public bool HasExtras
    {
        readonly get => (_makerAndFlags & ExtrasFlag) != 0;
        set => _makerAndFlags = value ? _makerAndFlags | ExtrasFlag : _makerAndFlags & ~ExtrasFlag;
    }

    /// <summary>Whether it exists and has no extras.</summary>
    public readonly bool IsPlain => (_makerAndFlags & (ExistsFlag | ExtrasFlag)) == ExistsFlag;

    /// <summary>Number of the thread that makes it, below <see cref="Operation.ThreadLimit"/>.</summary>
    public readonly int Maker => (int)(_makerAndFlags >> MakerShift);

    /// <summary>Begins an object, which does not exist yet; whether it has extras stays as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin(ulong bytes, int maker)
    {
        Bytes = (uint)Math.Min(bytes, uint.MaxValue);
        _makerAndFlags = ((uint)maker << MakerShift) | (_makerAndFlags & ExtrasFlag);
    }
}
