namespace AllocSim.Tests.Contention;

/// <summary>Exponentially distributed whole numbers from a seed.</summary>
internal sealed class Exponential(ulong seed)
{
    private ulong _state = seed * 0x9E37_79B9_7F4A_7C15;

    public long Next(long mean)
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        double uniform = ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
        return (long)Math.Round(-mean * Math.Log(1 - uniform));
    }
}
