namespace AllocSim.Allocator.Tcmalloc.Sources;

/// <summary>Memory for the library's own records, cut from chunks of 8 MiB and never given back. (MetaDataAlloc)</summary>
internal sealed class MetadataSource
{
    private const ulong ChunkBytes = 8 << 20;
    private const ulong Alignment = 64;

    private readonly SystemMemory _system;
    private ulong _next;
    private ulong _left;

    /// <summary>Makes a source that has nothing yet.</summary>
    public MetadataSource(SystemMemory system)
    {
        _system = system;
    }

    /// <summary>Bytes handed out. (metadata_system_bytes)</summary>
    public ulong Bytes { get; private set; }

    /// <summary>Cuts memory off; what is left of a chunk that is too short for it is lost.</summary>
    /// <param name="bytes">A multiple of 64, less than 8 MiB.</param>
    /// <returns>Its address, or 0 when the system has none.</returns>
    public ulong Allocate(ulong bytes)
    {
        if (_left < bytes)
        {
            ulong chunk = _system.Allocate(ChunkBytes, Alignment, out ulong actual);
            if (chunk == 0)
            {
                return 0;
            }

            _next = chunk;
            _left = actual;
        }

        ulong address = _next;
        _next += bytes;
        _left -= bytes;
        Bytes += bytes;
        return address;
    }
}
