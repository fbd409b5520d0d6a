namespace AllocSim.Reports.Profiles;

/// <summary>A slab with live objects: what is unused in it is held by each of them alike.</summary>
internal struct SharedPlace
{
    /// <summary>Bytes of the slab.</summary>
    public ulong Bytes;

    /// <summary>Bytes that its live objects were asked with.</summary>
    public ulong LiveBytes;

    /// <summary>Its live objects.</summary>
    public int Objects;

    /// <summary>Until when <see cref="HeldEach"/> is added up, on the trace's clock.</summary>
    public long SinceNs;

    /// <summary>What an object that lived here all the time would have held, bytes times nanoseconds.</summary>
    public UInt128 HeldEach;

    /// <summary>What could not be divided evenly yet.</summary>
    public UInt128 Rest;

    /// <summary>Adds up to a time.</summary>
    public void Advance(long timeNs)
    {
        if (Objects > 0 && timeNs > SinceNs)
        {
            UInt128 held = ((UInt128)(Bytes - LiveBytes) * (ulong)(timeNs - SinceNs)) + Rest;
            HeldEach += held / (uint)Objects;
            Rest = held % (uint)Objects;
        }

        SinceNs = timeNs;
    }
}
