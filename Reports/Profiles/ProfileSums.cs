namespace AllocSim.Reports.Profiles;

/// <summary>What is added up for one key.</summary>
internal struct ProfileSums
{
    /// <summary>Which one.</summary>
    public ProfileKey Key;

    /// <summary>Objects that live.</summary>
    public long Objects;

    /// <summary>Their bytes.</summary>
    public ulong LiveBytes;

    /// <summary>Objects made.</summary>
    public long MadeObjects;

    /// <summary>Their bytes.</summary>
    public ulong MadeBytes;

    /// <summary>Bytes over time of objects that ended, bytes times nanoseconds.</summary>
    public UInt128 LiveByteNs;

    /// <summary>What those held over time.</summary>
    public UInt128 HeldByteNs;
}
